"""`python -m tests.bench.upstream PORT`: a server in OpenAI's place, quick enough to be left out of account.

The first part of an address says how it answers: `/0/v1/…` at once, `/1000/v1/…` after so many milliseconds,
`/held/v1/…` when `/release` is asked for, `/begun/v1/…` with its first word, and the rest then, `/words/v1/…`
from then on with words that say when they left.
`/seen` tells how many calls are in hand.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

WORDS, GAP = 60, 0.1  # how many, seconds between two
STREAM = b"Content-Type: text/event-stream\r\nConnection: close\r\n\r\n"
SAID = "The tide comes in twice a day."


def answer(body: bytes, kind: bytes = b"application/json") -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Type: %b\r\nContent-Length: %d\r\n\r\n%b" % (kind, len(body), body)


def event(words: str, finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": {"content": words}, "finish_reason": finish}
    part = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [choice]}
    return b"data: %b\n\n" % json.dumps(part).encode()


message = {"role": "assistant", "content": SAID}
choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
WHOLE = answer(json.dumps({"id": "1", "object": "chat.completion", "choices": choices}).encode())
STREAMED = answer(event(SAID) + event("", "stop") + b"data: [DONE]\n\n", b"text/event-stream")


class State:
    """What all connections share."""

    in_hand = 0
    released = asyncio.Event()

    @classmethod
    def seen(cls) -> bytes:
        return answer(json.dumps({"in_hand": cls.in_hand}).encode())


class Caller(asyncio.Protocol):
    """One connection: takes requests one after the other."""

    task: asyncio.Future[None] | None = None

    def connection_made(self, transport: Any) -> None:
        self.transport, self.buffer = transport, b""

    def connection_lost(self, _error: Exception | None) -> None:
        if self.task:
            self.task.cancel()

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, found, rest = self.buffer.partition(b"\r\n\r\n")
        if not found or len(rest) < (length := length_of(head)):
            return
        self.buffer = rest[length:]
        self.asked(head.split(b" ", 2)[1].decode(), rest[:length])

    def asked(self, path: str, body: bytes) -> None:
        manner = path.split("/")[1]
        if manner == "seen":
            self.transport.write(State.seen())
        elif manner == "release":
            State.released.set()
            State.released = asyncio.Event()
            self.transport.write(State.seen())
        elif manner == "words":
            self.run(self.speak(b"", WORDS))
        elif manner == "begun":
            self.run(self.speak(event(SAID), 0))
        elif manner == "0":
            self.transport.write(made(body))
        else:
            self.run(self.answer_later(manner, made(body)))

    def run(self, answering: Coroutine[Any, Any, None]) -> None:
        self.task = asyncio.ensure_future(answering)

    async def answer_later(self, manner: str, answer: bytes) -> None:
        State.in_hand += 1
        try:
            await (State.released.wait() if manner == "held" else asyncio.sleep(int(manner) / 1000))
            self.transport.write(answer)
        finally:
            State.in_hand -= 1

    async def speak(self, first: bytes, words: int) -> None:
        """Say something, and when it is asked for so many words; each is the time at which it is said."""
        State.in_hand += 1
        try:
            self.transport.write(b"HTTP/1.1 200 OK\r\n" + STREAM + first)
            await State.released.wait()
            await asyncio.sleep(random.uniform(0, GAP))  # people do not ask in step
            for _ in range(words):
                await asyncio.sleep(GAP)
                self.transport.write(event(f"{time.time():.6f} "))
            self.transport.write(event("", "stop") + b"data: [DONE]\n\n")
            self.transport.close()
        finally:
            State.in_hand -= 1


def length_of(head: bytes) -> int:
    """Return how long the body is that a request's head announces."""
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def made(body: bytes) -> bytes:
    """Return the answer to a request."""
    return STREAMED if b'"stream": true' in body or b'"stream":true' in body else WHOLE


async def serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Caller, "127.0.0.1", port, backlog=4096)
    await server.serve_forever()


if __name__ == "__main__":
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(int(sys.argv[1])))
