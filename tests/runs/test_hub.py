"""What all readers of a web process share: few lines to the broker, and one look for all."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from runs import broker, events, hub
from runs.hub import Events, Hub
from tests.conftest import awaited
from tests.processes import Office, wait_until

pytestmark = pytest.mark.usefixtures("office")
SECONDS = 60.0
START = "0-0"
T = TypeVar("T")


def heard(hearing: Coroutine[Any, Any, T]) -> T:
    """Run it in an event loop of its own, and leave no line behind."""

    async def run() -> T:
        try:
            return await asyncio.wait_for(hearing, SECONDS)
        finally:
            await hub.hub().close()

    return awaited(run())


def words(found: Events | None) -> list[bytes]:
    return [fields[b"data"] for _, fields in found or ()]


def say(key: Any, text: str) -> None:
    events.publish(key, "text", {"text": text})


def count(key: Any, most: int) -> None:
    for number in range(most):
        say(key, str(number))


async def subscribed() -> None:
    """Return when the hub hears all that is said."""
    await asyncio.to_thread(wait_until, lambda: broker.client().pubsub_numsub(events.CHANNEL)[0][1])


def test_who_waits_at_one_place_waits_for_one_answer() -> None:
    key = uuid4()

    async def hear() -> tuple[bool, Events | None]:
        own, name = hub.hub(), events.stream(key)
        one, other = own.news(name, START), own.news(name, START)
        say(key, "Hi")
        return one is other, await one

    same, found = heard(hear())
    assert same
    assert words(found) == [b'{"text": "Hi"}']


def test_who_waits_at_other_places_gets_what_follows_these() -> None:
    key = uuid4()
    for text in ("one", "two", "three"):
        say(key, text)
    name = events.stream(key)
    entries: Any = broker.client().xrange(name)
    ids = [entry.decode() for entry, _ in entries]

    async def hear() -> list[int]:
        news = [hub.hub().news(name, after) for after in (START, *ids)]
        say(key, "four")
        return [len(words(found)) for found in await asyncio.gather(*news)]

    assert heard(hear()) == [4, 3, 2, 1]


def test_nothing_is_missed_between_two_looks() -> None:
    key = uuid4()

    async def hear() -> list[bytes]:
        name, after, found = events.stream(key), START, list[bytes]()
        saying = asyncio.ensure_future(asyncio.to_thread(count, key, 200))
        while len(found) < 200:
            new = await hub.hub().news(name, after)
            assert new
            after = new[-1][0].decode()
            found += words(new)
        await saying
        return found

    assert heard(hear()) == [b'{"text": "%d"}' % n for n in range(200)]


def test_news_of_one_run_wake_nobody_who_waits_for_another() -> None:
    mine, other = uuid4(), uuid4()

    async def hear() -> bool:
        news = hub.hub().news(events.stream(mine), START)
        theirs = hub.hub().news(events.stream(other), START)
        say(other, "Hi")
        await theirs
        return news.done()

    assert heard(hear()) is False


def test_what_nobody_was_told_of_is_found_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker of the version before says nothing on the channel; and a line may be lost unnoticed."""
    monkeypatch.setattr(hub, "DOUBT", 0.1)
    name = events.stream(uuid4())

    async def hear() -> Events | None:
        news = hub.hub().news(name, START)
        await subscribed()
        broker.client().xadd(name, {"type": "changed", "data": "{}"})
        return await news

    assert words(heard(hear())) == [b"{}"]


def test_who_hears_nothing_for_a_while_is_told_that_all_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "DOUBT", 0.05)
    monkeypatch.setattr(hub, "KEEP_ALIVE", 0.1)

    async def hear() -> Events | None:
        return await hub.hub().news(events.stream(uuid4()), START)

    assert heard(hear()) == []


def test_when_the_broker_goes_everybody_is_told_and_can_come_again(office: Office) -> None:
    name = events.stream(uuid4())

    async def hear() -> tuple[Events | None, Events | None]:
        news = hub.hub().news(name, START)
        await subscribed()
        await asyncio.to_thread(office.broker.kill)
        told = await news
        await asyncio.to_thread(office.broker.start)
        await asyncio.to_thread(wait_until, broker.reachable)
        again = hub.hub().news(name, START)
        broker.client().xadd(name, {"type": "changed", "data": "{}"})
        return told, await again

    told, again = heard(hear())
    assert told is None
    assert words(again) == [b"{}"]


def test_a_great_many_readers_take_a_few_lines() -> None:
    before = len(broker.client().client_list())

    async def hear() -> int:
        own, names = hub.hub(), [events.stream(uuid4()) for _ in range(300)]
        await asyncio.gather(*(own.backlog(name, START) for name in names))
        news = [own.news(name, START) for name in names]
        await subscribed()
        lines = len(broker.client().client_list()) - before
        for name in names:
            broker.client().xadd(name, {"type": "changed", "data": "{}"})
        broker.client().publish(events.CHANNEL, " ".join(names))
        assert all(await asyncio.gather(*news))
        return lines

    assert heard(hear()) <= hub.MOST_LINES


@pytest.mark.parametrize("steps", range(12))
def test_it_can_be_closed_at_any_time(steps: int) -> None:
    async def close() -> None:
        own = Hub()
        own.news(events.stream(uuid4()), START)
        for _ in range(steps):
            await asyncio.sleep(0)
        await own.close()

    heard(close())
