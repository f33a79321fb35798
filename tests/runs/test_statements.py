"""The statements that are kept are the ones Django would compose, each time with what is asked then."""

from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any, cast
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connections.models import Connection
from people.models import User
from runs.models import Attempt, Document, Output, Pace, Run
from runs.models.limits import LIMITED, UNDER_WAY
from runs.models.run import READY
from runs.models.turns import FIRST, TO_CLAIM
from runs.permitted import found_open, may_go_through, open_to
from statements import ID, NAMED, SOME, Kept, change, insert
from tests.runs.pages import a_connection, a_run

pytestmark = pytest.mark.django_db
BY_KEY = Kept(lambda: Run.objects.filter(pk=SOME).order_by().values_list("key", "created_at", "values"))


@pytest.fixture
def run(alice: User) -> Run:
    return a_run(alice, a_connection())


def test_a_kept_question_is_asked_about_the_moment_of_each_time(run: Run) -> None:
    now = timezone.now()
    Run.objects.update(not_before=now + timedelta(minutes=1))
    assert FIRST.rows(now) == []
    assert FIRST.rows(now + timedelta(minutes=2)) == [(run.pk,)]
    assert FIRST.rows(now) == []


def test_a_kept_question_is_asked_about_the_key_of_each_time(run: Run, alice: User) -> None:
    other = a_run(alice, a_connection("Other"))
    assert [BY_KEY.rows(key=one.pk)[0][0] for one in (run, other, run)] == [run.key, other.key, run.key]
    assert BY_KEY.rows(key=other.pk + 1) == []


def test_a_kept_question_is_asked_about_the_name_and_the_id_of_each_time(alice: User, bob: User) -> None:
    named = Kept(lambda: User.objects.filter(username=NAMED))
    assert [named.rows(name=name) for name in ("bob", "alice", "nobody")] == [[bob], [alice], []]
    line = a_connection()
    by_id = Kept(lambda: Run.objects.filter(key=ID))
    runs = [a_run(alice, line), a_run(bob, line)]
    assert [by_id.rows(id=run.key) for run in runs] == [[run] for run in runs]
    assert by_id.rows(id=uuid4()) == []


def test_a_row_whose_key_is_anothers_is_inserted_under_that(run: Run, alice: User) -> None:
    Document.objects.all().delete()
    insert(document := Document(run=run, owner=alice, text="When?", words="when"))
    assert document.pk == run.pk
    assert columns(Document.objects.get()) == columns(document)


def test_an_answer_is_made_of_what_django_would_make_it_of(run: Run) -> None:
    assert BY_KEY.rows(key=run.pk) == list(Run.objects.values_list("key", "created_at", "values"))


def test_a_kept_question_is_the_very_one_that_django_asks(run: Run) -> None:
    now = timezone.now()
    with CaptureQueriesContext(connection) as asked:
        FIRST.rows(now)
        list(Run.objects.in_turn(now).values_list("pk")[:1])
    kept, composed = (query["sql"] for query in asked.captured_queries)
    assert kept == composed


def test_limits_are_those_of_now_however_often_they_were_asked_for(run: Run) -> None:
    assert (UNDER_WAY.rows(), LIMITED.rows()) == ([], [])
    assert run.claim("worker")
    until = timezone.now()
    slow = a_connection("Slow")
    Pace.objects.create(connection=slow, paused_until=until, slots=2, whole=4)
    assert UNDER_WAY.rows() == [(run.owner_id, run.connection_id, 1)]
    assert LIMITED.rows() == [(slow.pk, None, 2, until)]


def columns(one: Model) -> dict[str, Any]:
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def test_an_object_and_those_selected_along_with_it_are_what_django_reads(run: Run) -> None:
    (found,) = TO_CLAIM.rows(key=run.pk)
    read = Run.objects.select_related("owner", "connection").get(pk=run.pk)
    assert [columns(one) for one in (found, found.owner, found.connection)] == [
        columns(one) for one in (read, read.owner, read.connection) if one
    ]
    assert TO_CLAIM.rows(key=run.pk + 1) == []


def test_an_object_is_had_without_what_it_does_not_have(run: Run) -> None:
    Run.objects.update(connection=None)
    (found,) = TO_CLAIM.rows(key=run.pk)
    assert (found.owner.pk, found.connection) == (run.owner_id, None)


def test_a_row_is_inserted_as_django_would_save_it(run: Run) -> None:
    attempt = Attempt.objects.create(run=run, number=1)
    ours, djangos = (
        Output(run=run, attempt=attempt, kind="json", data={"é": [1]}, note="50 %") for _ in range(2)
    )
    insert(ours)
    djangos.save()
    unlike = ("id", "key")
    read = [columns(Output.objects.get(key=one.key)) for one in (ours, djangos)]
    assert [{name: row[name] for name in row if name not in unlike} for row in read[:1]] == [
        {name: row[name] for name in row if name not in unlike} for row in read[1:]
    ]
    assert read[0]["id"] == ours.pk
    assert not ours._state.adding


@pytest.mark.parametrize("restricted", [False, True])
def test_the_kept_question_for_whom_a_connection_is_open_is_answered_as_django_does(
    alice: User, bob: User, carol: User, restricted: bool
) -> None:
    group, other = Group.objects.create(name="One"), Group.objects.create(name="Other")
    alice.groups.add(group)
    bob.groups.add(other)
    line = a_connection()
    action = SimpleNamespace(restricted=restricted)
    for groups, call_groups, enabled in product([[], [group]], [[], [group]], [True, False]):
        line.groups.set(groups)
        line.call_groups.set(call_groups)
        Connection.objects.update(enabled=enabled)
        for person in (alice, bob, carol):
            open_now = list(open_to(person, cast(Any, action)))
            assert found_open(person, cast(Any, action)) == open_now
            if enabled or not person.is_superuser:  # whoever asks about them has looked at that
                assert may_go_through(person, cast(Any, action), line) == (line in open_now)


def test_a_change_moves_only_rows_where_its_condition_holds(run: Run) -> None:
    values = {"error": {"kind": "é"}, "usage": None, "notices": ["one"], "attempt": None, "progress": "50 %"}
    assert change(Run, values, "id = %s AND state = 'running'", [run.pk]) == 0
    assert change(Run, values, "id = %s AND created_at < %s", [run.pk, run.created_at]) == 0
    assert change(Run, values, "id = %s AND created_at <= %s", [run.pk, run.created_at]) == 1
    now = Run.objects.get()
    assert {name: getattr(now, name) for name in values} == values


def test_a_claimed_run_brings_its_owner_and_its_connection_along(run: Run) -> None:
    attempt = Run.objects.claim("worker")
    assert attempt
    with CaptureQueriesContext(connection) as asked:
        keys = [one and one.pk for one in (attempt.run.owner, attempt.run.connection)]
    assert keys == [run.owner_id, run.connection_id]
    assert not asked.captured_queries


@pytest.mark.parametrize(
    ("state", "seconds", "ready"),
    [("queued", None, True), ("queued", -1, True), ("queued", 60, False), ("running", None, False)],
)
def test_a_change_under_a_condition_moves_what_the_query_finds(
    run: Run, state: str, seconds: int | None, ready: bool
) -> None:
    now = timezone.now()
    a_run(run.owner, a_connection("Other"))
    begins = now + timedelta(seconds=seconds) if seconds else None
    Run.objects.filter(pk=run.pk).update(state=state, not_before=begins)
    assert change(Run, {"progress": "moved"}, *READY.at(now, run.pk)) == ready
    moved = Run.objects.filter(progress="moved")
    assert list(moved) == list(Run.objects.filter(pk=run.pk).ready(now)) == [run] * ready
