"""The stream of events, asked for as a web server would ask."""

import asyncio
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import pytest
from django.test.utils import override_settings

from runs import events
from runs.hub import hub
from runs.live import live, live_path
from runs.models import Run
from tests.conftest import awaited
from tests.processes import Office
from tests.runs.conftest import Ask

SECONDS = 60.0


class Reader:
    """A browser that listens."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[Any] = asyncio.Queue()
        self.gone = asyncio.Event()
        self.text = ""

    async def receive(self) -> Any:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        await self.sent.put(message)

    async def start(self) -> tuple[int, dict[bytes, bytes]]:
        message = await asyncio.wait_for(self.sent.get(), SECONDS)
        return message["status"], dict(message["headers"])

    async def until(self, part: str) -> str:
        """Return all that came, once it has this part."""
        while part not in self.text:
            message = await asyncio.wait_for(self.sent.get(), SECONDS)
            self.text += message["body"].decode()
        return self.text


@asynccontextmanager
async def reading(
    path: str, *headers: tuple[bytes, bytes]
) -> AsyncIterator[tuple[Reader, asyncio.Task[None]]]:
    path, _, query = path.partition("?")
    reader = Reader()
    scope: Any = {"type": "http", "path": path, "query_string": query.encode(), "headers": list(headers)}
    task = asyncio.ensure_future(live(scope, reader.receive, reader.send))
    try:
        yield reader, task
    finally:
        reader.gone.set()
        await asyncio.wait_for(task, SECONDS)


T = TypeVar("T")


def listened(reading: Coroutine[Any, Any, T]) -> T:
    """Run it in an event loop of its own, and leave no connection behind."""

    async def run() -> T:
        try:
            return await reading
        finally:
            await hub().close()

    return awaited(run())


def test_words_come_as_they_are_published_and_the_end_closes_the_stream(ask: Ask) -> None:
    run = ask()

    async def read() -> str:
        async with reading(live_path(run)) as (reader, task):
            status, headers = await reader.start()
            assert (status, headers[b"cache-control"], headers[b"x-accel-buffering"]) == (
                200,
                b"no-store",
                b"no",
            )
            await asyncio.to_thread(events.publish, run.key, "text", {"index": 0, "text": "Hi"})
            await reader.until("Hi")
            await asyncio.to_thread(events.publish, run.key, "over")
            await asyncio.wait_for(task, SECONDS)
            return await reader.until("event: over")

    text = listened(read())
    assert 'event: text\ndata: {"index": 0, "text": "Hi"}\n\n' in text


def test_a_browser_that_comes_back_misses_nothing(ask: Ask) -> None:
    run = ask()
    for word in ("One", "Two", "Three"):
        events.publish(run.key, "text", {"index": 0, "text": word})

    async def read() -> tuple[str, str]:
        async with reading(live_path(run)) as (reader, _):
            await reader.start()
            first = await reader.until("Three")
        seen = first.split("id: ")[2].split("\n")[0]
        async with reading(live_path(run), (b"last-event-id", seen.encode())) as (reader, _):
            await reader.start()
            return first, await reader.until("Three")

    first, second = listened(read())
    assert [word in first for word in ("One", "Two", "Three")] == [True, True, True]
    assert [word in second for word in ("One", "Two", "Three")] == [False, True, True]
    assert "event: changed" in second


def test_a_page_that_has_the_words_so_far_gets_those_that_follow(ask: Ask) -> None:
    run = ask()
    events.publish(run.key, "text", {"index": 0, "text": "One"})
    so_far = events.so_far(run.key)
    events.publish(run.key, "text", {"index": 0, "text": "Two"})

    async def read() -> str:
        async with reading(live_path(run, so_far.after)) as (reader, _):
            await reader.start()
            return await reader.until("Two")

    assert so_far.texts == {0: "One"}
    assert "One" not in listened(read())


def test_a_page_drawn_while_the_run_ends_hears_of_the_end(ask: Ask) -> None:
    run = ask()
    events.publish(run.key, "text", {"index": 0, "text": "One"})
    events.publish(run.key, "over")
    so_far = events.so_far(run.key)

    async def read() -> str:
        async with reading(live_path(run, so_far.after)) as (reader, _):
            await reader.start()
            return await reader.until("event: over")

    assert so_far.texts == {0: "One"}
    assert "One" not in listened(read())


@pytest.mark.parametrize("token", ["", "nonsense", "../../etc/passwd"])
def test_an_address_that_we_did_not_sign_is_refused(office: Office, token: str) -> None:
    async def read() -> int:
        async with reading(f"/live/{token}") as (reader, _):
            return (await reader.start())[0]

    assert listened(read()) == 403


def test_an_address_is_good_for_an_hour(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    run: Run = ask()
    path = live_path(run)
    later = time.time() + 3601
    monkeypatch.setattr(time, "time", lambda: later)

    async def read() -> int:
        async with reading(path) as (reader, _):
            return (await reader.start())[0]

    assert listened(read()) == 403


def test_a_broker_that_is_down_is_said_so(office: Office, ask: Ask) -> None:
    path = live_path(ask())
    office.broker.stop()

    async def read() -> tuple[int, dict[bytes, bytes]]:
        async with reading(path) as (reader, _):
            return await reader.start()

    status, headers = listened(read())
    assert (status, headers[b"retry-after"]) == (503, b"5")


def test_the_stream_ends_when_the_broker_goes(office: Office, ask: Ask) -> None:
    run = ask()

    async def read() -> None:
        async with reading(live_path(run)) as (reader, task):
            await reader.start()
            await reader.until("retry:")
            await asyncio.to_thread(office.broker.kill)
            await asyncio.wait_for(task, SECONDS)

    listened(read())


def test_another_secret_key_opens_nothing(ask: Ask) -> None:
    with override_settings(SECRET_KEY="another"):
        path = live_path(ask())

    async def read() -> int:
        async with reading(path) as (reader, _):
            return (await reader.start())[0]

    assert listened(read()) == 403
