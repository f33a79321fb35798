"""The record as a file: what is filtered, safe in a spreadsheet, and itself recorded."""

import csv
import io
import json
from typing import Any

import pytest
from django.test import Client

from audit import reading
from audit.events import Event
from audit.models import Entry
from tests.audit.entries import an_entry
from tests.runs.pages import body

pytestmark = pytest.mark.django_db


def exported(client: Client, extension: str, **query: Any) -> str:
    answer = client.get(f"/audit/export.{extension}", query)
    assert answer.status_code == 200
    return body(answer).decode()


def rows(client: Client, **query: Any) -> list[dict[str, str]]:
    text = exported(client, "csv", **query)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_table_has_what_is_filtered_newest_first(as_carol: Client) -> None:
    an_entry(minutes=2, name="First", details={"changes": [["Name", "a", "b"]]})
    an_entry(minutes=1, name="Second")
    an_entry(Event.RUN_STARTED)
    found = rows(as_carol, event="connection.key-changed")
    assert [row["name"] for row in found] == ["Second", "First"]
    assert found[1]["details"] == '{"changes": [["Name", "a", "b"]]}'
    assert found[1]["at"] == "2026-11-24T11:58:00+00:00"


def test_each_line_of_the_other_format_is_json(as_carol: Client) -> None:
    an_entry(name="Ünïted\nStates", details={"changes": [["Name", "a", "b"]]})
    (line,) = exported(as_carol, "jsonl", event="connection.key-changed").splitlines()
    entry = json.loads(line)
    assert (entry["name"], entry["who_name"], entry["address"]) == ("Ünïted\nStates", "Carol", "192.0.2.7")
    assert entry["details"] == {"changes": [["Name", "a", "b"]]}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|'/c calc'!A1"])
def test_no_name_becomes_a_formula(as_carol: Client, name: str) -> None:
    an_entry(name=name, who_name=name)
    (row,) = rows(as_carol, event="connection.key-changed")
    assert (row["name"], row["who_name"]) == (f"'{name}", f"'{name}")


def test_it_is_a_file_with_the_day_in_its_name(as_carol: Client) -> None:
    answer = as_carol.get("/audit/export.csv")
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-20')
    assert answer["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert answer.streaming


def test_taking_the_record_away_is_recorded_with_the_filters(as_carol: Client, carol: Any) -> None:
    exported(as_carol, "csv", event="run.started", since="2026-11-01")
    entry = Entry.objects.newest()[0]
    assert (entry.event, entry.who) == (Event.EXPORTED, str(carol.pk))
    assert entry.told == ["Filters: event: run.started, since: 2026-11-01"]


def test_a_long_record_is_read_in_batches(
    as_carol: Client, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(reading, "PER_BATCH", 10)
    for number in range(25):
        an_entry(minutes=number // 7, name=f"N{number}")
    with django_assert_max_num_queries(8):  # three for who asks, the people, the record of it, three batches
        found = rows(as_carol, event="connection.key-changed")
    assert len({row["name"] for row in found}) == 25
