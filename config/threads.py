"""Django's WSGI application behind ASGI, in threads of its own.

A thread that waits for the event loop is woken late, as both want the interpreter. So a small body is there
before a thread begins, and an answer that is one piece, as pages are, goes out when the thread is done.
"""

import asyncio
import io
from collections.abc import Awaitable, Callable, Iterable
from contextvars import copy_context
from functools import partial
from typing import Any

from a2wsgi.asgi_typing import Receive, Send
from a2wsgi.wsgi import Body, build_environ

from config.crew import Crew

SMALL = 64 * 1024  # bytes of a body that are read ahead
END = {"type": "http.response.body", "body": b""}

Message = dict[str, Any]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Threaded:
    """An ASGI application that has so many threads for a WSGI application; of them `few` at a time."""

    def __init__(self, wsgi: Wsgi, threads: int, few: int | None = None) -> None:
        self.wsgi = wsgi
        self.crew = Crew(few or threads, threads)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        loop = asyncio.get_running_loop()
        environ: Any = build_environ(scope, await body_of(scope, receive))
        answer = Answer(loop, send)
        # A context of its own: nothing that one request sets is there for the next.
        rest = await self.crew.run(partial(copy_context().run, answer.made, self.wsgi, environ))
        await told(send, rest)


async def body_of(scope: Any, receive: Receive) -> Any:
    """Return the body as a file: what is small at once, of all else no more than is asked for."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if b"transfer-encoding" in headers or not length.isdigit() or int(length) > SMALL:
        return Body(asyncio.get_running_loop(), receive)
    try:
        return io.BytesIO(await read(receive) if int(length) else b"")
    except OSError as error:
        return Broken(error)


async def read(receive: Receive) -> bytes:
    """Return all that is to come."""
    whole, more = b"", True
    while more:
        message: Any = await receive()
        whole, more = whole + message.get("body", b""), message.get("more_body", False)
    return whole


class Broken(io.RawIOBase):
    """A body that did not come: whoever reads it hears why."""

    def __init__(self, error: OSError) -> None:
        self.error = error

    def read(self, _size: int = -1) -> bytes:
        raise self.error


class Answer:
    """What the application says, on its way to the event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, send: Send) -> None:
        self.loop, self.send = loop, send
        self.waiting: list[Message] = []
        self.length: int | None = None

    def made(self, wsgi: Wsgi, environ: dict[str, Any]) -> list[Message]:
        """Have the application answer, in this thread; return what is still to be sent."""
        pieces = wsgi(environ, self.start)
        try:
            for piece in pieces:
                self.give(piece)
        finally:
            getattr(pieces, "close", lambda: None)()
        return [*self.waiting, END]

    def start(
        self, status: str, headers: list[tuple[str, str]], _error: Any = None
    ) -> Callable[[bytes], None]:
        """Take status and headers (WSGI's `start_response`)."""
        fields = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
        said = dict(fields).get(b"content-length", b"")
        self.length = int(said) if said.isdigit() else None
        self.waiting = [{"type": "http.response.start", "status": int(status[:3]), "headers": fields}]
        return self.give

    def give(self, piece: bytes) -> None:
        """Send a piece, unless it is all there is, and wait until it may be followed by another."""
        self.waiting.append({"type": "http.response.body", "body": piece, "more_body": True})
        if len(piece) != self.length:
            now, self.waiting = self.waiting, []
            asyncio.run_coroutine_threadsafe(told(self.send, now), self.loop).result()


async def told(send: Callable[[Any], Awaitable[None]], messages: list[Message]) -> None:
    for message in messages:
        await send(message)
