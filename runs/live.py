"""The events of a run as a browser hears them (server-sent events), for as long as the run goes on.

It holds one Redis connection per reader and neither a thread nor a database connection: whether the reader
may see the run was decided by the page that handed out the address, which is signed and good for an hour.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from django.conf import settings
from django.core import signing
from redis.asyncio import ConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from runs.events import stream
from runs.models import Run

SALT = "runs.live"
GOOD_FOR = 3600
KEEP_ALIVE = 15
MOST_READERS = 4096
AT_ONCE = 64
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]
clients: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[Redis, asyncio.Semaphore]] = WeakKeyDictionary()


def live_path(run: Run, after: str = "") -> str:
    """Return the address of a run's events; with `after` (`events.so_far`), only of those that follow."""
    path = f"/live/{signing.dumps(str(run.key), salt=SALT)}"
    return f"{path}?after={after}" if after else path


async def live(scope: HTTPScope, receive: Receive, send: Send) -> None:
    """Answer a request for /live/<token> (ASGI 3, without Django's handlers)."""
    try:
        key = signing.loads(scope["path"].removeprefix("/live/"), salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        await refuse(send, 403, "This address is not valid any more. Load the page again.")
        return
    async with AsyncExitStack() as stack:
        try:
            reader = Reader(await stack.enter_async_context(connected()), stream(key), place_of(scope))
            backlog = await reader.read(block=None)
        except (RedisError, OSError):
            await refuse(send, 503, "The events cannot be reached just now.", (b"retry-after", b"5"))
            return
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await follow(reader, backlog, receive, send)


async def follow(reader: "Reader", backlog: list[Any], receive: Receive, send: Send) -> None:
    """Tell the events until the run is over, the reader or the broker is gone, or the hour is."""
    telling = asyncio.ensure_future(tell(reader, backlog, send))
    gone = asyncio.ensure_future(disconnected(receive))
    try:
        await asyncio.wait({telling, gone}, timeout=GOOD_FOR, return_when=asyncio.FIRST_COMPLETED)
    finally:
        telling.cancel()
        gone.cancel()
        await asyncio.gather(telling, gone, return_exceptions=True)
    await send({"type": "http.response.body", "body": b""})


async def disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def tell(reader: "Reader", backlog: list[Any], send: Send) -> None:
    """Send the events until the run is over or the broker goes."""

    async def say(text: str) -> None:
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})

    # Where it stands, even before the first event: a browser that comes back says so, and looks anew.
    await say(f"retry: 1000\nid: {reader.after}\n\n")
    if reader.returns:
        await say("event: changed\ndata: {}\n\n")
    async for events in reader.follow(backlog):
        await say("".join(lines(event, fields) for event, fields in events) or ": still here\n\n")
        if any(fields[b"type"] == b"over" for _, fields in events):
            return


def lines(event: bytes, fields: dict[bytes, bytes]) -> str:
    return f"id: {event.decode()}\nevent: {fields[b'type'].decode()}\ndata: {fields[b'data'].decode()}\n\n"


def place_of(scope: HTTPScope) -> tuple[str, bool]:
    """Return the event to go on after, and whether the reader has been here before."""
    headers = dict(scope["headers"])
    if last := headers.get(b"last-event-id", b"").decode("latin-1"):
        return checked(last), True
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return checked(query.get("after", [""])[0]), False


def checked(place: str) -> str:
    """Return a stream's position, or its beginning for anything else."""
    moment, _, number = place.partition("-")
    fits = all(part.isascii() and part.isdigit() and len(part) < 20 for part in (moment, number))
    return place if fits else "0-0"


class Reader:
    """Reads one stream from a place on."""

    def __init__(self, redis: Redis, name: str, place: tuple[str, bool]) -> None:
        self.redis, self.name = redis, name
        self.after, self.returns = place

    async def read(self, block: int | None = KEEP_ALIVE * 1000) -> list[Any]:
        """Return the next events, waiting for them up to `block` milliseconds."""
        found: Any = await self.redis.xread({self.name: self.after}, block=block)
        events: list[Any] = found[0][1] if found else []
        if events:
            self.after = events[-1][0].decode()
        return events

    async def follow(self, backlog: list[Any]) -> AsyncIterator[list[Any]]:
        """Yield the events as they come, and nothing (an empty list) when there are none for a while."""
        if backlog:
            yield backlog
        while True:
            try:
                events = await self.read()
            except (RedisError, OSError):
                return
            yield events


@asynccontextmanager
async def connected() -> AsyncIterator[Redis]:
    """Give a client with a connection of its own, which is made when its turn comes.

    A server takes in only so many at once, and after a restart all readers come back together.
    """
    redis, turns = client()
    async with turns:
        single = await redis.client().initialize()
    try:
        yield single
    finally:
        await single.aclose()


def client() -> tuple[Redis, asyncio.Semaphore]:
    """The event loop's own; tests and web servers may have several loops in one process."""
    loop = asyncio.get_running_loop()
    if loop not in clients:
        pool = ConnectionPool.from_url(
            settings.REDIS_URL,
            max_connections=MOST_READERS,
            socket_connect_timeout=2,
            socket_timeout=KEEP_ALIVE + 5,
            retry=Retry(NoBackoff(), 0),
        )
        clients[loop] = Redis.from_pool(pool), asyncio.Semaphore(AT_ONCE)
    return clients[loop]


async def refuse(send: Send, status: int, why: str, *headers: tuple[bytes, bytes]) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": plain})
    await send({"type": "http.response.body", "body": why.encode()})
