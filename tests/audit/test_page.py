"""The administrators' page: sentences, filters in the address, pages that hold at any length."""

import ast
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils.html import strip_tags
from pytest_django import Settings

from audit.events import GROUPS, Event
from audit.forms import FilterForm
from audit.models import Entry
from audit.reading import PER_PAGE, page
from audit.telling import NAMES
from tests.audit.entries import an_entry
from tests.sources import modules

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_carol(as_carol: Client) -> Client:
    """Carol, whose signing in is not what these tests are about."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_entry")
    return as_carol


def sentences(client: Client, **query: Any) -> list[str]:
    answer = client.get("/audit/", query)
    assert answer.status_code == 200
    entries = re.findall(
        r'<li class="audit-entry">.*?<div>\s*<p>(.*?)</p>', answer.content.decode(), re.DOTALL
    )
    return [" ".join(strip_tags(entry).split()) for entry in entries]


def test_an_entry_is_a_plain_sentence(as_carol: Client) -> None:
    an_entry()
    assert sentences(as_carol) == ["Carol changed the key of the connection OpenAI"]


def test_a_change_is_told_field_by_field(as_carol: Client) -> None:
    changed = [
        ["Base URL", "https://a.example/v1", "https://b.example/v1"],
        ["Project ID", "", "p"],
        ["Value of x"],
    ]
    an_entry(Event.CONNECTION_CHANGED, details={"changes": changed, "with_whom": "Press", "empty": ""})
    text = as_carol.get("/audit/").content.decode()
    assert "<li>Base URL: https://a.example/v1 → https://b.example/v1</li>" in text
    assert (
        "<li>Project ID: nothing → p</li><li>Value of x: changed</li><li>With whom: Press</li></ul>" in text
    )


def test_nothing_that_was_typed_somewhere_is_taken_for_a_page(as_carol: Client) -> None:
    an_entry(Event.SIGN_IN_FAILED, who="", who_name="", key="", name="<script>alert(1)</script>")
    text = as_carol.get("/audit/").content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text


def test_an_event_that_workroom_no_longer_knows_keeps_its_name(as_carol: Client) -> None:
    an_entry(event="wallpaper.changed")  # type: ignore[arg-type]  # as an older Workroom wrote it
    assert sentences(as_carol) == ["Carol wallpaper.changed OpenAI"]


def test_the_newest_come_first_page_by_page(as_carol: Client) -> None:
    for number in range(PER_PAGE + 2):
        an_entry(minutes=number // 3, name=f"N{number}")
    first = sentences(as_carol)
    assert len(first) == PER_PAGE
    assert f"before={page(Entry.objects.all()).older}" in as_carol.get("/audit/").content.decode()
    rest = sentences(as_carol, before=page(Entry.objects.all()).older)
    assert len({*first, *rest}) == PER_PAGE + 2


def test_entries_that_come_meanwhile_do_not_shift_the_pages(as_carol: Client) -> None:
    entries = [an_entry(minutes=number, name=f"N{number}") for number in range(3)]
    an_entry(minutes=-1, name="New")
    assert sentences(as_carol, before=entries[1].pk) == ["Carol changed the key of the connection N2"]


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "٣", "987654321"])
def test_an_impossible_page_is_empty(as_carol: Client, before: str) -> None:
    an_entry()
    assert "There is nothing older" in as_carol.get("/audit/", {"before": before}).content.decode()


def test_the_record_is_narrowed_down(as_carol: Client, alice: Any) -> None:
    an_entry(name="Key")
    an_entry(
        Event.RUN_STARTED, kind="run", key="a-b", name="Create a Completion", who=str(alice.pk), who_name="A"
    )
    an_entry(Event.CONNECTION_TESTED, minutes=24 * 60, key="4", name="Other")
    assert sentences(as_carol, who=alice.pk) == ["A started the run Create a Completion"]
    assert sentences(as_carol, event="connection.key-changed") == [
        "Carol changed the key of the connection Key"
    ]
    assert sentences(as_carol, thing="connection:4") == ["Carol tested the connection Other"]
    assert sentences(as_carol, thing="run:a-b") == ["A started the run Create a Completion"]
    assert sentences(as_carol, thing="create a COMPLETION") == ["A started the run Create a Completion"]
    assert sentences(as_carol, thing="create") == []
    assert len(sentences(as_carol, since="2026-11-24")) == 2
    assert sentences(as_carol, until="2026-11-23") == ["Carol tested the connection Other"]
    assert sentences(as_carol, since="2026-11-23", until="2026-11-23", event="run.started") == []


def test_a_day_begins_and_ends_in_workrooms_own_zone(as_carol: Client, settings: Settings) -> None:
    settings.TIME_ZONE = "Pacific/Auckland"  # at noon in UTC it is one in the morning of the next day there
    an_entry()
    assert len(sentences(as_carol, since="2026-11-25", until="2026-11-25")) == 1
    assert "Wednesday, 25 November 2026" in as_carol.get("/audit/").content.decode()


@pytest.mark.parametrize("query", [{"who": "x"}, {"event": "x"}, {"thing": "x"}, {"thing": "user:x"}])
def test_when_nothing_matches_the_page_says_so(as_carol: Client, query: dict[str, str]) -> None:
    an_entry()
    assert "Nothing here matches" in as_carol.get("/audit/", query).content.decode()


@pytest.mark.parametrize("day", ["yesterday", "24.11.2026", "2026-13-01"])
def test_a_day_that_is_none_is_named_with_the_way_to_write_it(as_carol: Client, day: str) -> None:
    answer = as_carol.get("/audit/", {"until": day})
    assert answer.status_code == 422
    assert "To</a>: Write the day as year, month and day: 2026-11-24." in answer.content.decode()
    assert as_carol.get("/audit/export.csv", {"until": day}).status_code == 404


def test_the_filters_stay_chosen_and_go_with_older_pages_and_exports(as_carol: Client) -> None:
    for _ in range(PER_PAGE + 1):
        an_entry(name="A & B")
    text = as_carol.get("/audit/", {"thing": "A & B", "since": "2026-11-01"}).content.decode()
    assert 'value="A &amp; B"' in text
    assert "?thing=A+%26+B&amp;since=2026-11-01&amp;before=" in text
    assert 'href="/audit/export.csv?thing=A+%26+B&amp;since=2026-11-01"' in text


def test_a_person_who_is_gone_can_still_be_chosen_by_name(as_carol: Client) -> None:
    an_entry(who="9999", who_name="Dora")
    text = as_carol.get("/audit/", {"who": "9999"}).content.decode()
    assert '<option value="9999" selected>Dora (deleted)</option>' in text


def test_every_event_belongs_to_a_group_that_is_offered() -> None:
    offered = FilterForm({}).fields["event"].widget.choices
    values = {value for _, events in list(offered)[1:] for value, _ in events}
    assert values == set(Event.values)
    assert {event.partition(".")[0] for event in Event.values} == set(GROUPS)


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "query", [{}, {"who": "7"}, {"event": "run.started"}, {"thing": "run:9"}, {"thing": "name"}]
)
def test_a_page_is_read_off_an_index_and_never_sorted(query: dict[str, str]) -> None:
    entries = FilterForm(query).entries().newest()
    plan = entries[: PER_PAGE + 1].explain()
    assert "USING INDEX audit_" in plan
    assert "TEMP B-TREE" not in plan


def test_a_longer_record_takes_no_more_queries(as_carol: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(PER_PAGE * 2):
        an_entry(who=str(number))
    newest = Entry.objects.newest()[0].pk
    with django_assert_max_num_queries(7):
        as_carol.get("/audit/", {"before": newest})


def test_what_is_kept_in_english_is_told_in_the_readers_language(as_carol: Client, carol: Any) -> None:
    carol.language = "de"
    carol.save()
    changed = [["Base URL", "", "https://b.example/v1"], ["Enabled", "yes", "no"], ["API key"]]
    an_entry(Event.CONNECTION_CHANGED, name="yes", details={"changes": changed, "with_whom": "Everyone"})
    an_entry(Event.RUN_STARTED, kind="run", name="Generate an Image", details={"model": "new"})
    text = as_carol.get("/audit/").content.decode()
    assert "<li>Basis-URL: nichts → https://b.example/v1</li>" in text
    assert "<li>Eingeschaltet: ja → nein</li>" in text
    assert "<li>API-Schlüssel: geändert</li>" in text
    assert "<li>Mit wem: alle</li>" in text
    assert ">Ein Bild erzeugen</a>" in text
    assert "<li>Modell: new</li>" in text, "what people have named stays as they named it"
    assert ">yes</a>" in text
    exported = as_carol.get("/audit/export.jsonl").getvalue().decode()
    assert '"with_whom": "Everyone"' in exported
    assert "Generate an Image" in exported


def test_every_detail_that_is_recorded_has_a_name_to_read() -> None:
    calls = [
        call
        for path in modules()
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "record"
    ]
    details = {word.arg for call in calls for word in call.keywords if word.arg} - {"by", "changes"}
    assert len(details) > 20
    assert details <= NAMES.keys()
