"""Many workers at one PostgreSQL: nobody gets another's run, and no limit gives way."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from pytest_django import Settings

from connections.models import Connection
from people.models import User
from runs.models import Attempt, Record, Run, State
from runs.patience import release
from tests.processes import Office, wait_until
from tests.runs.pages import a_connection, a_run

pytestmark = pytest.mark.processes

WORKERS = 8


@pytest.fixture
def alice(postgres_office: Office) -> User:
    return get_user_model().objects.create_user("alice")


@pytest.fixture
def line(postgres_office: Office) -> Connection:
    return a_connection()


class Tally:
    """What is under way at once, by person and by connection, and the most there ever was."""

    def __init__(self) -> None:
        self.now: Counter[object] = Counter()
        self.most: Counter[object] = Counter()
        self.claimed: list[int] = []
        self._lock = threading.Lock()

    @contextmanager
    def holding(self, run: Run) -> Iterator[None]:
        whom = (run.owner, run.connection)
        with self._lock:
            self.claimed.append(run.pk)
            self.now.update(whom)
            self.most |= self.now
        yield
        with self._lock:
            self.now.subtract(whom)


def at_once(work: Callable[[], object]) -> None:
    """Have so many workers do it, all beginning at the same moment."""
    start = threading.Barrier(WORKERS)

    def worker() -> None:
        try:
            start.wait(60)
            work()
        finally:
            release()

    with ThreadPoolExecutor(WORKERS) as pool:
        for done in [pool.submit(worker) for _ in range(WORKERS)]:
            done.result()


def claimed() -> Attempt | None:
    try:
        return Run.objects.claim("worker")
    finally:
        release()


def test_no_run_is_claimed_twice_and_no_limit_gives_way(
    alice: User, line: Connection, settings: Settings
) -> None:
    settings.RUNS_PER_PERSON = 3
    bob, narrow = get_user_model().objects.create_user("bob"), a_connection("Narrow", runs_at_once=2)
    runs = [a_run(owner, way).pk for _ in range(10) for owner in (alice, bob) for way in (line, narrow)]
    tally = Tally()

    def work() -> None:
        while Run.objects.filter(state=State.QUEUED).exists():
            if attempt := Run.objects.claim("worker"):
                with tally.holding(attempt.run):
                    wait_until(lambda: not Run.objects.claimable().exists())  # others have taken the rest
                assert attempt.succeed(Record())

    at_once(work)
    assert sorted(tally.claimed) == runs
    assert (tally.most[alice], tally.most[bob], tally.most[narrow]) == (3, 3, 2)


def test_claims_that_come_together_keep_to_what_is_left(
    alice: User, line: Connection, settings: Settings
) -> None:
    settings.RUNS_PER_PERSON = 5
    for _ in range(WORKERS):
        a_run(alice, line)
    at_once(lambda: Run.objects.claim("worker"))
    assert Run.objects.filter(state=State.RUNNING).count() == 5


def test_a_run_that_is_cancelled_at_this_moment_is_passed_over(alice: User, line: Connection) -> None:
    first, second = a_run(alice, line), a_run(alice, line)
    with ThreadPoolExecutor(1) as pool, transaction.atomic():
        first.cancel()
        claiming = pool.submit(claimed)
        wait_until(waits_for_a_lock)
    attempt = claiming.result()
    assert attempt
    assert attempt.run == second


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_a_claim_finds_its_run_in_the_index_alone(alice: User, line: Connection) -> None:
    many = (Run(owner=alice, connection=line, state="succeeded") for _ in range(2000))
    Run.objects.bulk_create(many)
    Run.objects.bulk_create(Run(owner=alice, connection=line, turn=turn) for turn in range(10_000))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE runs_run")
    plan = Run.objects.claimable().values("pk")[:1].explain()
    assert "Index Only Scan using run_turn" in plan
    assert "Sort" not in plan
    mine = Run.objects.filter(state="queued", owner=alice).order_by("-turn").values("turn")[:1]
    assert "Index Only Scan Backward using run_own_turn" in mine.explain()
