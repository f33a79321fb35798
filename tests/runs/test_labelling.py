"""Title, note, tags and stars: whose they are, what they find, what is too much of them."""

from typing import Any

import pytest
from django.test import Client

from connections.models import Connection
from runs.browsing import PER_PAGE, Filters, page
from runs.discarding import discard, purge
from runs.labelling import MOST_TAGS, describe, read_tags, tag, untag
from runs.models import Document, Output, Run, Tag
from runs.searching import Question
from tests.runs.pages import HTMX, a_connection, a_run, answered
from tests.runs.test_pages_history import headlines, seen


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def run(alice: Any, line: Connection) -> Run:
    return answered(
        a_run(alice, line, "When do we leave?"), Output(kind="text", text="As the tide comes in.")
    )


def said(**more: str) -> dict[str, str]:
    return {"title": "Boats", "note": "Ask Jo", "tags": "Harbour, To do", **more}


def found(run: Run, question: str) -> bool:
    return Question.read(question).matches(Run.objects.filter(pk=run.pk), run.owner).exists()


def test_what_is_said_about_a_run_is_kept_and_shown(as_alice: Client, run: Run) -> None:
    answer = as_alice.post(f"/runs/{run.key}/about/", said())
    assert answer.headers["Location"] == run.get_absolute_url()
    run.refresh_from_db()
    assert (run.title, run.note, [tag.name for tag in run.tags.all()]) == (
        "Boats",
        "Ask Jo",
        ["Harbour", "To do"],
    )
    shown = as_alice.get(run.get_absolute_url()).content.decode()
    assert '<h1 class="run-title">Boats</h1>' in shown
    assert "Ask Jo</p>" in shown
    assert 'value="Harbour, To do"' in as_alice.get(f"/runs/{run.key}/about/").content.decode()
    assert seen(as_alice) == ["Boats"]


def test_the_form_comes_alone_to_the_page_of_the_run_and_else_on_a_page_of_its_own(
    as_alice: Client, run: Run
) -> None:
    address = f"/runs/{run.key}/about/"
    part, page = as_alice.get(address, headers=HTMX), as_alice.get(address)

    assert [b'name="tags"' in answer.content for answer in (part, page)] == [True, True]
    assert [b"<html" in answer.content for answer in (part, page)] == [False, True]
    assert all("HX-Request" in answer.headers["Vary"] for answer in (part, page))


def test_without_a_title_a_run_is_called_by_what_was_asked(as_alice: Client, run: Run) -> None:
    as_alice.post(f"/runs/{run.key}/about/", said())
    as_alice.post(f"/runs/{run.key}/about/", said(title="", note="", tags=""))
    assert seen(as_alice) == ["When do we leave?"]
    assert not Tag.objects.exists()


@pytest.mark.parametrize("question", ["boats", '"ask jo"', "harbour", "tide", "leave", "boats -shore"])
def test_a_run_is_found_by_what_is_said_about_it_and_by_all_else(
    as_alice: Client, run: Run, question: str
) -> None:
    as_alice.post(f"/runs/{run.key}/about/", said())
    shown = as_alice.get("/runs/", {"q": question}).content.decode()
    assert headlines(shown) == ["Boats"]
    assert "<mark>" in shown


def test_what_is_said_no_more_finds_nothing(run: Run) -> None:
    describe(run, "Boats", "Ask Jo", ["Harbour"])
    assert all(found(run, word) for word in ("boats", "jo", "harbour"))
    describe(run, "Ships", "", [])
    assert not any(found(run, word) for word in ("boats", "jo", "harbour"))
    assert found(run, "ships tide leave")


def test_an_answer_that_comes_after_is_found_beside_it(alice: Any, line: Connection) -> None:
    run = a_run(alice, line, "When?")
    describe(run, "Boats", "", [])
    answered(run, Output(kind="text", text="At noon"))
    assert found(run, "boats when noon")


def test_previews_are_not_found(run: Run) -> None:
    attempt = run.attempts.get()
    Output.objects.create(run=run, attempt=attempt, kind="image", alt="halfdrawn", preview=True)
    describe(run, "Boats", "", [])
    assert not found(run, "halfdrawn")


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("", []),
        (" , ,", []),
        ("One,  two   words ,one, ONE", ["ONE", "two words"]),
        ("Straße,STRASSE", ["STRASSE"]),
    ],
)
def test_tags_are_read_with_commas_between_them(text: str, tags: list[str]) -> None:
    assert read_tags(text) == tags


def test_a_tag_is_the_same_whatever_its_case(alice: Any, run: Run, line: Connection) -> None:
    other = a_run(alice, line)
    tag(alice, Run.objects.filter(pk=run.pk), ["Harbour"])
    tag(alice, Run.objects.all(), ["HARBOUR", "Sea"])
    assert [str(each) for each in Tag.objects.all()] == ["Harbour", "Sea"]
    assert [each.name for each in other.tags.all()] == ["Harbour", "Sea"]
    untag(alice, Run.objects.filter(pk=other.pk), ["harbour", "sea"])
    assert [each.name for each in run.tags.all()] == ["Harbour", "Sea"]
    assert not found(other, "harbour")


def test_everybody_has_tags_of_their_own(alice: Any, bob: Any, line: Connection) -> None:
    for person in (alice, bob):
        tag(person, Run.objects.filter(pk=a_run(person, line).pk), ["Harbour"])
    assert Tag.objects.count() == 2
    untag(bob, Run.objects.all(), ["Harbour"])
    assert [each.owner for each in Tag.objects.all()] == [alice]


def test_a_tag_goes_with_the_last_run_that_has_it(alice: Any, run: Run) -> None:
    tag(alice, Run.objects.all(), ["Harbour"])
    discard(Run.objects.all())
    assert Tag.objects.exists()
    purge(Run.objects.all(), 5)
    assert not Tag.objects.exists()


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "x" * 201, "at most 200 characters"),
        ("note", "x" * 4001, "at most 4000 characters"),
        ("tags", "x" * 51, "A tag has 50 characters at most: shorten"),
        ("tags", ",".join(map(str, range(MOST_TAGS + 1))), "20 tags at most, and these are 21"),
        ("title", "a\0b", "Null characters are not allowed"),
    ],
)
def test_too_much_is_refused_with_what_was_typed(
    as_alice: Client, run: Run, field: str, value: str, sentence: str
) -> None:
    answer = as_alice.post(f"/runs/{run.key}/about/", said(**{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    typed = {name: text for name, text in said().items() if name != field}
    assert all(text in page for text in typed.values())
    run.refresh_from_db()
    assert (run.title, Tag.objects.count()) == ("", 0)


def test_nobody_says_anything_about_somebody_elses_run(as_bob: Client, as_carol: Client, run: Run) -> None:
    for client in (as_bob, as_carol):
        for deed in ("about", "star"):
            assert client.post(f"/runs/{run.key}/{deed}/", said(favourite="yes")).status_code == 404
    run.refresh_from_db()
    assert (run.title, run.favourite) == ("", False)


def test_a_star_is_given_and_taken_where_one_is(as_alice: Client, run: Run) -> None:
    here = "http://testserver/runs/?state=succeeded"
    for choice, pressed in (("yes", "true"), ("no", "false")):
        answer = as_alice.post(f"/runs/{run.key}/star/", {"favourite": choice}, headers={"Referer": here})
        assert answer.headers["Location"] == here
        assert f'aria-pressed="{pressed}"' in as_alice.get("/runs/").content.decode()


@pytest.mark.parametrize("page", ["", "https://elsewhere.example/", "javascript:alert(1)"])
def test_a_star_leads_nobody_elsewhere(as_alice: Client, run: Run, page: str) -> None:
    answer = as_alice.post(f"/runs/{run.key}/star/", {"favourite": "yes"}, headers={"Referer": page})
    assert answer.headers["Location"] == run.get_absolute_url()


def test_htmx_gets_the_star_alone(as_alice: Client, run: Run) -> None:
    answer = as_alice.post(f"/runs/{run.key}/star/", {"favourite": "yes"}, headers=HTMX).content.decode()
    assert answer.lstrip().startswith('<form class="star"')
    assert 'aria-pressed="true"' in answer


def test_the_history_is_narrowed_down_by_tag_and_star(as_alice: Client, alice: Any, line: Connection) -> None:
    for name in ("One", "Two", "Three"):
        a_run(alice, line, name)
    tag(alice, Run.objects.exclude(headline="Two"), ["Harbour"])
    Run.objects.exclude(headline="One").update(favourite=True)
    tag_id = Tag.objects.get().pk
    assert seen(as_alice, f"/runs/?tag={tag_id}") == ["Three", "One"]
    assert seen(as_alice, "/runs/?favourite=yes") == ["Three", "Two"]
    assert seen(as_alice, f"/runs/?favourite=yes&tag={tag_id}") == ["Three"]
    assert seen(as_alice, f"/runs/?tag={tag_id}&q=one") == ["One"]
    assert (
        f'<option value="{tag_id}" selected>Harbour</option>'
        in as_alice.get(f"/runs/?tag={tag_id}").content.decode()
    )


@pytest.mark.parametrize("query", ["tag=x", "tag=-1", "tag=999999999999999999999999"])
def test_a_tag_that_is_none_finds_nothing(as_alice: Client, run: Run, query: str) -> None:
    assert "Nothing here matches" in as_alice.get(f"/runs/?{query}").content.decode()


def test_somebody_elses_tag_finds_nothing(as_bob: Client, alice: Any, run: Run) -> None:
    tag(alice, Run.objects.all(), ["Harbour"])
    page = as_bob.get(f"/runs/?tag={Tag.objects.get().pk}").content.decode()
    assert "Harbour" not in page


def test_a_tag_goes_on_page_by_page(alice: Any, line: Connection) -> None:
    runs = [a_run(alice, line, f"Question {number}") for number in range(PER_PAGE + 2)]
    tag(alice, Run.objects.all(), ["Harbour"])
    filters = Filters(tag=str(Tag.objects.get().pk))
    first = page(filters, alice)
    assert first.runs == runs[:1:-1]
    assert page(filters, alice, str(first.older)).runs == runs[1::-1]


def test_every_run_has_a_document_still(alice: Any, run: Run) -> None:
    tag(alice, Run.objects.all(), ["Harbour"])
    assert Document.objects.count() == 1
