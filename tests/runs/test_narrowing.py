"""The history narrowed down: by model, by day, by what is among a run's files."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from actions import registry
from connections.models import Connection, OfferedModel
from runs.browsing import Filters
from runs.models import Output, Record, Run
from tests.runs.pages import a_connection, a_file, a_recording, a_run
from tests.runs.test_pages_history import seen

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)
narrowed = import_module("runs.migrations.0012_narrowed")


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def finished(run: Run, *outputs: Output) -> Run:
    attempt = run.claim("worker")
    assert attempt
    assert attempt.succeed(Record(outputs=list(outputs)))
    return run


def transcribed(alice: Any, line: Connection) -> Run:
    values = {"model": "whisper-1", "file": a_recording()}
    return Run.objects.submit(alice, line, registry.get("create-a-transcription"), values)


def test_by_model(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, line, "Old", model="gpt-4o")
    a_run(alice, line, "New", model="gpt-5-mini")
    assert seen(as_alice, "/runs/?model=gpt-5-mini") == ["New"]
    assert seen(as_alice, "/runs/?model=gpt-5") == []


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("since=2026-03-10", [12, 11, 10]),
        ("until=2026-03-10", [10, 9]),
        ("since=2026-03-10&until=2026-03-11", [11, 10]),
        ("since=2026-03-13", []),
        ("until=2026-03-08", []),
        ("since=0001-01-01&until=9999-12-31", [12, 11, 10, 9]),
        ("since=2026-02-30", []),
        ("until=soon", []),
    ],
)
def test_by_day(as_alice: Client, alice: Any, line: Connection, query: str, days: list[int]) -> None:
    for day in range(-1, 3):
        a_run(alice, line, f"Day {10 + day}", created_at=NOON + timedelta(days=day))
    assert seen(as_alice, f"/runs/?{query}") == [f"Day {day}" for day in days]


def test_by_a_picture_or_a_recording_among_its_files(as_alice: Client, alice: Any, line: Connection) -> None:
    drawn = finished(a_run(alice, line, "Drawn"), a_file(b"x", "sea.png", "image/png", "image"))
    spoken = finished(a_run(alice, line, "Spoken"), a_file(b"x", "sea.mp3", "audio/mpeg", "audio"))
    heard = transcribed(alice, line)
    finished(a_run(alice, line, "Written"), Output(kind="text", text="x"))
    found = Run.objects.visible_to(alice)
    assert list(Filters(having="image").apply(found)) == [drawn]
    assert list(Filters(having="audio").apply(found)) == [heard, spoken]
    assert seen(as_alice, "/runs/?having=gold") == []


def test_what_was_run_before_is_marked_too(alice: Any, line: Connection) -> None:
    finished(a_run(alice, line), a_file(b"x", "sea.png", "image/png", "image"))
    transcribed(alice, line)
    before = list(Run.objects.values_list("pk", "has_image", "has_audio"))
    Run.objects.update(has_image=False, has_audio=False)
    narrowed.mark(apps, connection.schema_editor())
    assert list(Run.objects.values_list("pk", "has_image", "has_audio")) == before


def test_words_and_choices_go_together(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, line, "The tide", created_at=NOON, model="gpt-4o")
    a_run(alice, line, "The tide again", model="gpt-4o")
    assert seen(as_alice, "/runs/?q=tide&until=2026-03-10&model=gpt-4o") == ["The tide"]


def test_the_finer_filters_are_open_while_one_is_set(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, line)
    OfferedModel.objects.create(connection=line, model_id="gpt-4o")
    assert "filter-more" in (page := as_alice.get("/runs/").content.decode())
    assert '<option value="gpt-4o">' in page
    assert '<details class="more filter-more">' in page
    page = as_alice.get("/runs/?since=2026-03-10&having=image").content.decode()
    assert '<details class="more filter-more" open>' in page
    assert 'value="2026-03-10"' in page
    assert '<option value="image" selected>' in page


@pytest.mark.sqlite  # PostgreSQL's plans depend on what there is: test_plans_on_postgresql.py fills it
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({"action": "x"}, "run_action"),
        ({"model": "x"}, "run_model"),
        ({"state": "failed"}, "run_state"),
        ({"connection": "1"}, "run_connection"),
        ({"having": "image"}, "run_image"),
        ({"having": "audio"}, "run_audio"),
        ({"favourite": "yes"}, "run_favourite"),
    ],
)
def test_a_filter_has_an_index_in_the_order_of_the_list(
    alice: Any, line: Connection, filters: dict[str, str], index: str
) -> None:
    plan = Filters(**filters).apply(Run.objects.visible_to(alice)).order_by("-pk")[:26].explain()
    assert index in plan
    assert "B-TREE" not in plan
