"""The events of a run as a browser hears them (server-sent events), for as long as the run goes on.

A reader holds neither a thread nor a database connection, and all of them share a few lines to the broker
(`runs.hub`). Whether the reader may see the run was decided by the page that handed out the address, which is
signed and good for an hour.
"""

import asyncio
import time
from urllib.parse import parse_qs

from a2wsgi.asgi_typing import HTTPScope, Receive, Send
from django.core import signing
from redis.exceptions import RedisError

from runs.events import stream
from runs.hub import Events, hub
from runs.models import Run

SALT = "runs.live"
GOOD_FOR = 3600
CHANGED = "event: changed\ndata: {}\n\n"
STILL_HERE = ": still here\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
]


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
    reader = Reader(stream(key), *place_of(scope))
    try:
        backlog = await hub().backlog(reader.name, reader.after)
    except (RedisError, OSError):
        await refuse(send, 503, "The events cannot be reached just now.", (b"retry-after", b"5"))
        return
    await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
    gone = asyncio.ensure_future(disconnected(receive))
    try:
        await reader.tell(backlog, send, gone)
    finally:
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
    await send({"type": "http.response.body", "body": b""})


async def disconnected(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Reader:
    """Reads one stream after an event on; one that `returns` has been here before."""

    def __init__(self, name: str, after: str, returns: bool) -> None:
        self.name, self.after, self.returns = name, after, returns

    async def tell(self, events: Events, send: Send, gone: asyncio.Future[None]) -> None:
        """Send these events and what follows, until the run, the reader, the broker or the hour is over."""
        end = time.monotonic() + GOOD_FOR
        # Where it stands, even before the first event: a browser that comes back says so, and looks anew.
        text = f"retry: 1000\nid: {self.after}\n\n{CHANGED if self.returns else ''}{told(events)}"
        while True:
            await say(send, text)
            if events:
                self.after = events[-1][0].decode()
            if time.monotonic() > end or any(fields[b"type"] == b"over" for _, fields in events):
                return
            news = hub().news(self.name, self.after)
            await asyncio.wait((news, gone), return_when=asyncio.FIRST_COMPLETED)
            if gone.done() or (found := news.result()) is None:
                return
            events, text = found, told(found) or STILL_HERE


async def say(send: Send, text: str) -> None:
    await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def told(events: Events) -> str:
    return "".join(
        f"id: {event.decode()}\nevent: {fields[b'type'].decode()}\ndata: {fields[b'data'].decode()}\n\n"
        for event, fields in events
    )


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


async def refuse(send: Send, status: int, why: str, *headers: tuple[bytes, bytes]) -> None:
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *headers]
    await send({"type": "http.response.start", "status": status, "headers": plain})
    await send({"type": "http.response.body", "body": why.encode()})
