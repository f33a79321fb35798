"""What a waiting run says it is waiting for."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from connections.models import Connection
from people.models import User
from runs import broker
from runs.models import Pace, Run
from runs.standing import CLOSE, standing
from tests.runs.pages import a_connection, a_run


@pytest.fixture(autouse=True)
def _everything_is_running(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broker, "reachable", lambda: True)
    monkeypatch.setattr(broker, "worker_alive", lambda: True)


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def said(run: Run) -> str:
    found = standing(run)
    assert found.detail.endswith(CLOSE)
    return f"{found.words}. {found.detail.removesuffix(CLOSE)}".strip()


def test_it_says_how_many_are_before_it(alice: User, bob: User, line: Connection) -> None:
    runs = [a_run(alice, line) for _ in range(3)]
    his = a_run(bob, line)
    assert [said(run) for run in (*runs, his)] == [
        "Waiting: this is the next request to start.",
        "Waiting: 2 other requests are before this one.",  # bob's first comes before alice's second
        "Waiting: 3 other requests are before this one.",
        "Waiting: one other request is before this one.",
    ]


def test_it_says_that_its_own_person_has_enough_under_way(
    alice: User, bob: User, line: Connection, settings: Settings
) -> None:
    settings.RUNS_PER_PERSON = 1
    runs = [a_run(alice, line) for _ in range(3)]
    his = a_run(bob, line)
    Run.objects.claim("worker")
    enough = "Waiting: you have as many requests under way as one person may have at once."
    assert said(runs[1]) == f"{enough} This is the next request to start."
    assert said(runs[2]) == f"{enough} One other request is before this one."
    assert said(his) == "Waiting: this is the next request to start."


def test_it_says_that_the_connection_has_enough_under_way(alice: User, bob: User, line: Connection) -> None:
    narrow = a_connection("Narrow", runs_at_once=1)
    runs = [a_run(owner, narrow) for owner in (alice, bob, alice)]
    Run.objects.claim("worker")
    enough = "Waiting: “Narrow” has as many requests under way as it may have at once."
    assert said(runs[1]) == f"{enough} This is the next request to start."
    assert said(runs[2]) == f"{enough} One other request is before this one."


def test_it_says_until_when_a_server_wants_to_be_left_alone(bob: User, line: Connection) -> None:
    until = timezone.now() + timedelta(seconds=30)
    Pace.objects.slow_down(line.pk, until, running=2)
    found = standing(a_run(bob, line))
    assert (found.words, found.at) == ("Waiting: “Line” has asked everybody to slow down until", until)
