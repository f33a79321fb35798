"""Who is next: everybody in turn, nobody beyond a limit, and as cheaply with many as with few."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from actions import registry
from connections.models import Connection
from people.models import User
from runs.models import Pace, Record, Run
from tests.runs.pages import a_connection, a_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Connection:
    return a_connection()


def started() -> Run:
    attempt = Run.objects.claim("worker")
    assert attempt
    return attempt.run


def finished(run: Run) -> None:
    assert run.attempt
    assert run.attempt.succeed(Record())


def test_one_persons_runs_start_in_the_order_of_submission(alice: User, line: Connection) -> None:
    runs = [a_run(alice, line) for _ in range(3)]
    assert [started() for _ in runs] == runs
    assert Run.objects.claim("worker") is None


def test_whoever_submits_many_makes_nobody_wait_for_all_of_them(
    alice: User, bob: User, line: Connection
) -> None:
    first = [a_run(alice, line) for _ in range(20)]
    few = [a_run(bob, line) for _ in range(2)]
    assert [started() for _ in range(5)] == [first[0], few[0], first[1], few[1], first[2]]


def test_a_new_line_begins_where_the_queue_is_now(alice: User, bob: User, line: Connection) -> None:
    many = [a_run(alice, line) for _ in range(6)]
    assert [started() for _ in range(4)] == many[:4]
    late = [a_run(bob, line) for _ in range(3)]
    assert [started() for _ in range(5)] == [many[4], late[0], many[5], late[1], late[2]]


def test_what_has_waited_for_long_gives_nobody_else_an_early_turn(
    alice: User, bob: User, carol: User, line: Connection
) -> None:
    paused = a_connection("Paused")
    Pace.objects.slow_down(paused.pk, timezone.now() + timedelta(minutes=5), running=4)
    a_run(carol, paused)
    many = [a_run(alice, line) for _ in range(6)]
    assert [started() for _ in range(4)] == many[:4]
    late = [a_run(bob, line) for _ in range(3)]
    assert [started() for _ in range(3)] == [late[0], many[4], late[1]]


def test_an_empty_queue_begins_again(alice: User, line: Connection) -> None:
    for _ in range(3):
        a_run(alice, line)
        finished(started())
    assert a_run(alice, line).turn == 0


def test_a_run_that_is_put_back_keeps_its_turn(alice: User, line: Connection) -> None:
    runs = [a_run(alice, line) for _ in range(3)]
    first = Run.objects.claim("worker")
    assert first
    assert first.requeue()
    assert started() == runs[0]


def test_nobody_has_more_under_way_than_one_person_may(
    alice: User, bob: User, line: Connection, settings: Settings
) -> None:
    settings.RUNS_PER_PERSON = 2
    mine = [a_run(alice, line) for _ in range(4)]
    his = a_run(bob, line)
    first, second, third = started(), started(), started()
    assert [first, second, third] == [mine[0], his, mine[1]]
    assert Run.objects.claim("worker") is None
    finished(third)
    assert started() == mine[2]


def test_no_more_go_through_a_connection_than_it_takes(alice: User, bob: User, line: Connection) -> None:
    narrow = a_connection("Narrow", runs_at_once=1)
    through = [a_run(owner, narrow) for owner in (alice, bob)]
    other = a_run(alice, line)
    assert [started(), started()] == [through[0], other]
    assert Run.objects.claim("worker") is None
    through[0].refresh_from_db()
    finished(through[0])
    assert started() == through[1]


def test_a_run_whose_connection_has_gone_starts_all_the_same(alice: User, line: Connection) -> None:
    narrow = a_connection("Narrow", runs_at_once=1)
    a_run(alice, narrow)
    started()
    run = a_run(alice, line)
    line.delete()
    assert started() == run  # and says that its connection has gone


def test_only_what_could_start_counts_as_before_a_run(
    alice: User, bob: User, line: Connection, settings: Settings
) -> None:
    settings.RUNS_PER_PERSON = 1
    for _ in range(5):
        a_run(alice, line)
    last = a_run(bob, line)
    assert Run.objects.claimable().before(last).count() == 1  # alice's first has the same turn
    started()
    assert Run.objects.claimable().before(last).count() == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("waiting", [1, 200])
def test_submitting_and_claiming_ask_the_database_as_often_with_many_waiting_as_with_few(
    alice: User, line: Connection, waiting: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    Run.objects.bulk_create(Run(owner=alice, connection=line, turn=turn) for turn in range(waiting))
    # A savepoint, the turn, the row, the audit record, the words to search, and the end.
    with django_assert_num_queries(6):
        submitted = Run.objects.submit(alice, line, registry.get("create-a-completion"), {})
    assert submitted.turn == waiting
    with django_assert_num_queries(
        10
    ):  # a savepoint, what is first, two for the limits, the run, five to claim it
        run = started()
        assert (run.owner, run.connection, run.turn) == (alice, line, 0)


@pytest.mark.sqlite
def test_a_claim_finds_its_run_in_the_index_alone(alice: User, line: Connection) -> None:
    a_run(alice, line)
    plan = Run.objects.claimable().values("pk")[:1].explain()
    assert "USING COVERING INDEX run_turn" in plan
    assert "TEMP B-TREE" not in plan
    assert (
        "COVERING INDEX run_own_turn"
        in Run.objects.filter(state="queued", owner=alice).order_by("turn").values("turn").explain()
    )
