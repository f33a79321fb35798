"""Threads of which few are at work at a time: how many, when there are more, and what callers hear."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress

import pytest

from config import crew
from config.crew import Crew
from tests.conftest import awaited

CALLS = 12
PATIENCE = 30  # seconds, after which a call that nobody lets go is given up


class Room:
    """Counts who is in it."""

    def __init__(self) -> None:
        self.most = self.here = 0
        self.door = threading.Lock()

    def visit(self) -> None:
        with self.door:
            self.here += 1
            self.most = max(self.most, self.here)
        threading.Event().wait(0.002)  # for others to come in, if they may
        with self.door:
            self.here -= 1


def all_done(workers: Crew, *calls: Callable[[], object]) -> list[object]:
    """Have the calls made at once; return what came of them, in their order."""

    async def made() -> list[object]:
        return list(await asyncio.gather(*map(workers.run, calls)))

    return awaited(made())


def test_no_more_than_a_few_are_at_work_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "LONG", 3600.0)
    room = Room()

    all_done(Crew(2, 8), *[room.visit] * CALLS)

    assert room.most <= 2


def test_while_some_take_long_others_get_to_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "LONG", 0.001)
    others = threading.Semaphore(0)

    def waits() -> bool:
        return all(others.acquire(timeout=PATIENCE) for _ in range(3))

    assert all_done(Crew(2, 8), waits, waits, *[others.release] * 6)[:2] == [True, True]


def test_there_are_never_more_than_there_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "LONG", 0.0)  # everybody takes long
    room = Room()

    all_done(Crew(1, 3), *[room.visit] * CALLS)

    assert room.most <= 3


def test_whoever_calls_gets_what_came_of_it() -> None:
    assert all_done(Crew(2, 4), *[lambda number=number: number for number in range(CALLS)]) == [*range(CALLS)]


def test_whoever_calls_hears_what_went_wrong_and_the_next_is_served_all_the_same() -> None:
    workers = Crew(1, 1)

    with pytest.raises(ZeroDivisionError):
        all_done(workers, lambda: 1 / 0)

    assert all_done(workers, lambda: "served") == ["served"]


def test_a_call_that_is_given_up_before_its_turn_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crew, "LONG", 3600.0)
    made: list[str] = []
    go = threading.Event()

    def first() -> None:
        assert go.wait(PATIENCE)
        made.append("first")

    async def asked() -> None:
        workers = Crew(1, 1)
        calls = first, lambda: made.append("given up")
        one, given_up = (asyncio.ensure_future(workers.run(call)) for call in calls)
        await asyncio.sleep(0)  # both have asked
        given_up.cancel()
        with suppress(asyncio.CancelledError):
            await given_up
        go.set()
        await one
        await workers.run(lambda: made.append("last"))

    awaited(asked())

    assert made == ["first", "last"]
