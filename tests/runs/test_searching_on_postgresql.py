"""Runs found by their words, on PostgreSQL: the very same."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection

from connections.models import Connection
from people.models import User
from runs.models import Document, Output, Run
from runs.searching import Question
from tests.processes import Office
from tests.runs.pages import a_connection, a_run, answered
from tests.runs.words import FOUND, HOSTILE, filled, found

pytestmark = pytest.mark.processes

earlier = import_module("runs.migrations.0011_find_earlier")


@pytest.fixture
def alice(postgres_office: Office) -> User:
    return get_user_model().objects.create_user("alice")


@pytest.fixture
def line(postgres_office: Office) -> Connection:
    return a_connection()


def test_each_question_finds_what_it_finds_on_sqlite(alice: User, line: Connection) -> None:
    filled(alice, line)
    assert {question: found(alice, question) for question in FOUND} == FOUND


def test_no_question_is_an_error(alice: User, line: Connection) -> None:
    filled(alice, line)
    for question in HOSTILE:
        found(alice, question)


def test_runs_from_before_there_was_an_index_are_found(alice: User, line: Connection) -> None:
    filled(alice, line)
    Document.objects.all().delete()
    assert found(alice, "tide") == []
    earlier.fill(apps, connection.schema_editor())
    assert found(alice, "tide") == ["tide"]


def test_the_longest_texts_of_the_widest_letters_fit(alice: User, line: Connection) -> None:
    text = "-".join(chr(code) * 2 for code in range(0x20000, 0x20000 + 40_000))
    answered(a_run(alice, line, text), Output(kind="text", text=text[::-1]))
    assert Question.read("\U00020000\U00020000").matches(Run.objects.all(), alice).exists()


def test_the_index_can_be_asked(alice: User, line: Connection) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
        try:
            plan = Question.read("tide").matches(Run.objects.all(), alice).explain()
        finally:
            cursor.execute("RESET enable_seqscan")
    assert "Bitmap Index Scan on runs_search" in plan or "document_newest" in plan
