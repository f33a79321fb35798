"""Real workers, a real broker and a real server: everybody gets a turn, and nobody more than there is."""

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from actions import registry
from connections.models import Connection
from people.models import User
from runs import broker
from runs.models import Attempt, Pace, Run, State
from tests.openapi.upstream import Received, Reply, Upstream
from tests.practice.conftest import practice_server
from tests.processes import Office, Program, wait_until
from tests.runs.conftest import Ask
from tests.runs.test_processes import over

__all__ = ["practice_server"]

pytestmark = pytest.mark.processes


class Meter:
    """Answers once `full` requests are there at the same time, and knows the most there ever were."""

    def __init__(self, full: int) -> None:
        self.most, self._now, self._lock = 0, 0, threading.Lock()
        self._together = threading.Barrier(full)

    def __call__(self, _: Received) -> Reply:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._together.wait(60)
        with self._lock:
            self._now -= 1
        return Reply.json({"data": []})


@pytest.fixture
def second(office: Office) -> Iterator[Program]:
    """A second worker, with four threads like the first."""
    worker = office.worker
    program = Program(*worker.command, "--hostname", "second@%h", log=worker.log, **worker.env)
    yield program
    program.kill()


@pytest.fixture
def bob(owner: User, line: Connection) -> User:
    person: User = get_user_model().objects.create_user("bob")
    callers = Group.objects.create(name="More callers")
    person.groups.add(callers)
    line.call_groups.add(callers)
    return person


def called_by(person: User, line: Connection) -> Run:
    return Run.objects.submit(
        person, line, registry.get("make-an-api-call"), {"method": "GET", "url": "/v1/models"}
    )


def all_succeed(count: int) -> None:
    wait_until(lambda: Run.objects.filter(state=State.SUCCEEDED).count() == count)


def test_one_run_is_among_the_first_though_a_thousand_of_another_person_came_before(
    office: Office, call: Ask, bob: User, line: Connection, upstream: Upstream
) -> None:
    upstream.handler = lambda _: Reply.json({"data": []})
    for _ in range(1000):
        call()
    run = called_by(bob, line)
    office.open()
    assert over(run).state == State.SUCCEEDED
    assert Attempt.objects.filter(started_at__lt=run.started_at).count() <= 8


def test_no_more_of_one_persons_runs_are_under_way_than_may_be(
    office: Office, call: Ask, second: Program, upstream: Upstream
) -> None:
    upstream.handler = meter = Meter(3)
    for program in (office.worker, second):
        program.env["RUNS_PER_PERSON"] = "3"
        program.start()
    for _ in range(12):
        call()
    all_succeed(12)
    assert meter.most == 3


def test_no_more_runs_go_through_a_connection_than_it_takes(
    office: Office, call: Ask, bob: User, line: Connection, second: Program, upstream: Upstream
) -> None:
    Connection.objects.update(runs_at_once=2)
    upstream.handler = meter = Meter(2)
    office.worker.start()
    second.start()
    for _ in range(5):
        call()
        called_by(bob, line)
    all_succeed(10)
    assert meter.most == 2
    assert set(Counter(Attempt.objects.values_list("run", flat=True)).values()) == {1}


def test_runs_asked_for_while_the_broker_is_away_start_in_the_order_of_submission(
    office: Office, call: Ask, upstream: Upstream
) -> None:
    upstream.handler = lambda _: Reply.json({"data": []})
    office.open()
    office.broker.stop()
    runs = [call().pk for _ in range(500)]
    office.broker.start()
    waiting: list[int] = []

    def done() -> bool:
        waiting.append(broker.messages())
        return Run.objects.filter(state=State.SUCCEEDED).count() == 500

    wait_until(done, seconds=300)
    assert list(Attempt.objects.order_by("started_at").values_list("run", flat=True)) == runs
    assert max(waiting) <= broker.MOST_MESSAGES


def test_a_busy_server_is_left_alone_by_another_persons_runs_too(
    office: Office, call: Ask, bob: User, line: Connection, practice_server: str
) -> None:
    line.base_url, line.api_key = practice_server, "sk-practice-tests"
    line.headers = [["X-Practice-Fault", "429; retry-after=3; times=1"]]
    line.save()
    office.open()
    first = call()
    pace = wait_until(lambda: Pace.objects.first())
    his = called_by(bob, line)
    assert [over(run).state for run in (first, his)] == [State.SUCCEEDED, State.SUCCEEDED]
    assert his.started_at
    assert his.created_at < pace.paused_until <= his.started_at
    assert list(first.attempts.values_list("outcome", flat=True)) == ["retried", "succeeded"]
    assert not Pace.objects.exists()
