"""A server that says "too many requests" is left alone by everybody, and then used more and more again."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from actions import registry
from connections.models import Connection
from people.models import User
from runs import failures
from runs.models import Attempt, Pace, Run, State
from runs.tasks import perform
from tests.openapi.upstream import Reply, Upstream
from tests.runs.conftest import Ask
from tests.runs.test_performing import stream

BUSY = {"error": {"message": "Slow down", "code": "rate_limit_exceeded"}}


@pytest.fixture
def bob(owner: User) -> User:
    return get_user_model().objects.create_user("bob")


def asked_by(person: User, line: Connection) -> Run:
    values = {"method": "chat", "model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hi"}]}
    return Run.objects.submit(person, line, registry.get("create-a-completion"), values)


def paused_for(seconds: float) -> bool:
    """Whether the pause is as long as that, from when the one attempt was refused."""
    attempt, pace = Attempt.objects.get(), Pace.objects.get()
    assert attempt.sent_at
    assert attempt.finished_at
    pause = timedelta(seconds=seconds)
    return attempt.sent_at + pause < pace.paused_until <= attempt.finished_at + pause


def over() -> None:
    """Let the pause be over."""
    Pace.objects.update(paused_until=timezone.now())


def test_a_busy_server_is_left_alone_by_everybody(
    ask: Ask, bob: User, line: Connection, upstream: Upstream
) -> None:
    upstream.answer(Reply.json(BUSY, 429, retry_after="30"), stream("Hello"))
    ask()
    perform()
    assert paused_for(30)
    asked_by(bob, line)
    other = asked_by(bob, Connection.objects.create(name="Other", base_url=upstream.url))
    assert Run.objects.claimable().get() == other
    over()
    assert Run.objects.claimable().count() == 2


@pytest.mark.parametrize(
    ("asked", "left"),
    [("3600", failures.LONGEST_WAIT), ("", failures.SHORT_PAUSE), ("0", failures.SHORT_PAUSE)],
)
def test_a_pause_is_neither_endless_nor_nothing(
    ask: Ask, upstream: Upstream, asked: str, left: float
) -> None:
    upstream.answer(Reply.json(BUSY, 429, retry_after=asked))
    ask()
    perform()
    assert paused_for(left)


@pytest.mark.parametrize(
    "reply",
    [
        Reply.error(429, "You exceeded your current quota", code="insufficient_quota"),
        Reply.json(BUSY, 503, retry_after="30"),
        Reply.error(400, "No", code="unsupported_value"),
    ],
)
def test_no_other_answer_slows_anybody(ask: Ask, upstream: Upstream, reply: Reply) -> None:
    upstream.answer(reply)
    ask()
    perform()
    assert not Pace.objects.exists()


def test_it_goes_on_with_half_as_many_and_one_more_with_each_success(
    ask: Ask, line: Connection, upstream: Upstream
) -> None:
    running = [Run.objects.claim("another") for _ in range(4) if ask()]
    assert len(running) == 4
    upstream.answer(Reply.json(BUSY, 429, retry_after="30"))
    ask()
    perform()
    assert (Pace.objects.get().slots, Pace.objects.get().whole) == (2, 5)
    over()
    waiting = ask()
    assert Run.objects.claim("worker") is None  # four are still under way
    waiting.cancel()
    Run.objects.filter(state=State.RUNNING).update(state=State.SUCCEEDED)
    Run.objects.filter(state=State.QUEUED).update(not_before=None)
    upstream.answer(stream("One"), stream("Two"), stream("Three"))
    for slots in (3, 4):
        perform()
        assert Pace.objects.get().slots == slots
        ask()
    perform()
    assert not Pace.objects.exists()


def test_answers_of_one_wave_slow_it_down_once(line: Connection) -> None:
    now = timezone.now()
    for running in (8, 7, 6):
        Pace.objects.slow_down(line.pk, now + timedelta(seconds=running), running)
    pace = Pace.objects.get()
    assert (pace.slots, pace.whole, pace.paused_until) == (4, 8, now + timedelta(seconds=8))
    over()
    Pace.objects.slow_down(line.pk, now + timedelta(seconds=20), 4)
    pace = Pace.objects.get()
    assert (pace.slots, pace.whole, pace.paused_until) == (2, 8, now + timedelta(seconds=20))


def test_an_answer_that_was_on_its_way_does_not_speed_it_up(line: Connection) -> None:
    Pace.objects.slow_down(line.pk, timezone.now() + timedelta(seconds=30), 1)
    Pace.objects.speed_up(line.pk)
    assert Pace.objects.get().slots == 1


def test_the_run_that_was_refused_counts_its_attempts_as_ever(ask: Ask, upstream: Upstream) -> None:
    upstream.answer(Reply.json(BUSY, 429, retry_after="30"), stream("Hello"))
    run = ask()
    perform()
    over()
    perform()  # its own time has not come
    assert len(upstream.requests) == 1
    Run.objects.update(not_before=timezone.now())
    perform()
    run.refresh_from_db()
    assert (run.state, run.attempts.count()) == (State.SUCCEEDED, 2)
