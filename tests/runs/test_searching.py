"""Runs found by their words, on SQLite; what was found is marked."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from connections.models import Connection
from runs.browsing import PER_PAGE
from runs.models import Document, Match, Output, Record, Run
from runs.searching import Question
from tests.runs.pages import HTMX, a_connection, a_file, a_run, answered
from tests.runs.words import FOUND, HOSTILE, filled, found

earlier = import_module("runs.migrations.0011_find_earlier")


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.mark.parametrize("question", FOUND)
def test_a_question_finds(alice: Any, line: Connection, question: str) -> None:
    filled(alice, line)
    assert found(alice, question) == FOUND[question]


@pytest.mark.parametrize("question", HOSTILE)
def test_no_question_is_an_error(as_alice: Client, alice: Any, line: Connection, question: str) -> None:
    a_run(alice, line, "x")
    assert as_alice.get("/runs/", {"q": question}).status_code == 200


def test_nobody_finds_what_is_somebody_elses(alice: Any, bob: Any, line: Connection) -> None:
    filled(alice, line)
    assert found(bob, "tide") == found(bob, "tide", Run.objects.all()) == []


def test_what_was_typed_anywhere_in_the_form_is_found(alice: Any, line: Connection) -> None:
    run = a_run(alice, line, "Hello")
    assert [match.pk for match in Question.read("gpt-4o").matches(Run.objects.all(), alice)] == [run.pk]


def test_data_and_the_names_of_files_are_found(alice: Any, line: Connection) -> None:
    table = Output(kind="table", data={"columns": ["Town"], "rows": [["Bern", 3]]})
    answered(a_run(alice, line), table, a_file(b"x", "sunset beach.png", "image/png", "image"))
    for question in ("bern", "town", "sunset", '"beach png"'):
        assert Question.read(question).matches(Run.objects.all(), alice).count() == 1


def test_what_an_attempt_leaves_is_found_once_it_has_ended(alice: Any, line: Connection) -> None:
    run = a_run(alice, line, "Hello")
    attempt = run.claim("worker")
    assert attempt
    attempt.fail({"kind": "cut"}, Record(outputs=[Output(kind="text", text="Half an ANSWER")]))
    assert Question.read('hello "half an answer"').matches(Run.objects.all(), alice).count() == 1


@pytest.mark.sqlite
def test_a_deleted_run_leaves_nothing_in_the_index(alice: Any, line: Connection) -> None:
    a_run(alice, line, "Hello").delete()
    assert not Question.read("hello").matches(Run.objects.all(), alice).exists()
    assert not Match.objects.exists()
    with connection.cursor() as cursor:  # raises an error if index and documents differ
        cursor.execute("INSERT INTO runs_search (runs_search, rank) VALUES ('integrity-check', 1)")


def test_an_answer_longer_than_the_index_takes_is_kept_and_found_by_its_beginning(
    alice: Any, line: Connection
) -> None:
    text = "beginning " + "word " * 20_000 + "ending"
    run = answered(a_run(alice, line), Output(kind="text", text=text))
    assert Question.read("beginning").matches(Run.objects.all(), alice).exists()
    assert not Question.read("ending").matches(Run.objects.all(), alice).exists()
    assert run.outputs.get().text == text


@pytest.mark.sqlite
def test_runs_from_before_there_was_an_index_are_found(alice: Any, line: Connection) -> None:
    filled(alice, line)
    kept = list(Document.objects.values_list("pk", "text", "words"))
    Document.objects.all().delete()
    assert found(alice, "tide") == []
    earlier.fill(apps, connection.schema_editor())
    assert found(alice, "tide") == ["tide"]
    assert list(Document.objects.values_list("pk", "text", "words")) == kept


@pytest.mark.sqlite
def test_the_index_is_read_in_the_order_of_the_runs_and_never_sorted(alice: Any, line: Connection) -> None:
    matches = Question.read("tide").matches(Run.objects.visible_to(alice), alice).filter(pk__lt=9)[:5]
    plan = matches.explain()
    assert "VIRTUAL TABLE INDEX" in plan.splitlines()[0]
    assert "USING INTEGER PRIMARY KEY" in plan
    assert "B-TREE" not in plan


def test_the_page_marks_what_was_found(as_alice: Client, alice: Any, line: Connection) -> None:
    said = "A long way there. " * 20 + "Ébb and <script>flow</script>, " + "and so on. " * 40
    answered(a_run(alice, line), Output(kind="text", text=said))
    page = as_alice.get("/runs/", {"q": '"ebb and" scri* flow'}).content.decode()
    assert "…" in page
    assert "<mark>Ébb and</mark> &lt;<mark>script</mark>&gt;<mark>flow</mark>" in page
    assert "<script>flow" not in page


def test_without_words_nothing_is_marked(as_alice: Client, alice: Any, line: Connection) -> None:
    a_run(alice, line, "Hello")
    assert "<mark>" not in as_alice.get("/runs/?state=queued").content.decode()


@pytest.mark.parametrize(
    ("text", "question", "pieces"),
    [
        ("one two three", "two", ["one ", "[two]", " three"]),
        ("one two three", "two three", ["one ", "[two]", " ", "[three]"]),
        ("one two three", '"one two" two', ["[one two]", " three"]),
        ("twofold", "two", []),
        ("twofold", "two*", ["[twofold]"]),
        ("東京の天気", "天気", ["東京の", "[天気]"]),
        ("one", "-two", []),
    ],
)
def test_an_excerpt_marks_whole_terms(text: str, question: str, pieces: list[str]) -> None:
    excerpt = Question.read(question).excerpt(text)
    assert [f"[{piece.text}]" if piece.sought else piece.text for piece in excerpt if piece.text] == pieces


def test_an_excerpt_begins_with_a_word_shortly_before_the_match() -> None:
    excerpt = Question.read("needle").excerpt("hay " * 100 + "needle" + " hay" * 100)
    text = "".join(piece.text for piece in excerpt)
    assert text.startswith("…hay hay")
    assert text.endswith("…")
    assert len(text) < 300


def test_an_excerpt_shows_nothing_of_the_lines_before() -> None:
    excerpt = Question.read("tide").excerpt("gpt-4o\nWhen?\nAs the tide comes in.")
    assert [piece.text for piece in excerpt] == ["…", "As the ", "tide", " comes in."]


def test_a_search_goes_on_page_by_page(as_alice: Client, alice: Any, line: Connection) -> None:
    for number in range(PER_PAGE + 2):
        a_run(alice, line, f"Tide {number}")
        a_run(alice, line, f"Other {number}")
    runs = list(Run.objects.filter(headline__startswith="Tide").order_by("pk"))
    page = as_alice.get("/runs/?q=tide").content.decode()
    assert f"q=tide&amp;before={runs[2].pk}" in page
    older = as_alice.get(f"/runs/?q=tide&before={runs[2].pk}", headers={**HTMX, "HX-Target": "older"})
    assert older.content.decode().count("<mark>Tide</mark>") == 2


def test_a_search_takes_no_more_queries_for_more_runs(
    as_alice: Client, alice: Any, line: Connection, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        answered(a_run(alice, line, "tide"), a_file(b"x", "sea.png", "image/png", "image"))
    with django_assert_max_num_queries(20):  # of which four mark all as told, one the history as seen
        as_alice.get("/runs/?q=tide")
