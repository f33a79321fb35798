"""Answers that arrive broken, one function per way. Each takes and gives the pieces of a body.

In a stream every piece is one event; an answer in one go is a single piece.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, cast

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

REPLACED = {
    "wrong-type": (
        b"<!doctype html><title>Sign in</title><p>Practice, as a proxy's sign-in page.</p>",
        "text/html",
    ),
    "wrong-shape": (b'{"practice": "an answer of another shape"}', "application/json"),
}
FAILURE = (
    b'{"error":{"message":"Practice was asked to fail in the middle of its answer.",'
    b'"type":"server_error","param":null,"code":null}}'
)


class ConnectionCutError(Exception):
    """Raised inside an answer to end its connection without ending the answer."""


class Options(Protocol):
    def number(self, key: str, default: float) -> float: ...


Pieces = Iterator[bytes]


def damaged(response: HttpResponseBase, name: str, options: Options) -> HttpResponseBase:
    """Return the response as it arrives after the damage called `name`."""
    if name in REPLACED:
        content, media_type = REPLACED[name]
        return HttpResponse(content, content_type=media_type)
    streamed = isinstance(response, StreamingHttpResponse)
    pieces: Iterable[bytes] = (
        cast(Iterable[bytes], response.streaming_content)
        if isinstance(response, StreamingHttpResponse)
        else [cast(HttpResponse, response).content]
    )
    broken = DAMAGES[name](iter(pieces), options, streamed)
    headers = {key: value for key, value in response.items() if key != "Content-Length"}
    return StreamingHttpResponse(broken, status=response.status_code, headers=headers)


def halves(piece: bytes) -> tuple[bytes, bytes]:
    return piece[: len(piece) // 2], piece[len(piece) // 2 :]


def until_trouble(pieces: Pieces, options: Options, streamed: bool) -> Iterator[tuple[bytes, bool]]:
    """Yield each piece with whether the trouble begins at it: after `words` events, or at a lone piece."""
    first_bad = int(options.number("words", 5)) if streamed else 0
    for number, piece in enumerate(pieces):
        yield piece, number >= first_bad
    if streamed:
        yield b"data: ", True  # the answer was shorter than that: trouble at its end


def cut(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """End the connection in the middle of an event."""
    for piece, bad in until_trouble(pieces, options, streamed):
        if bad:
            yield halves(piece)[0]
            raise ConnectionCutError("Practice was asked to cut the connection.")
        yield piece


def truncated(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """End properly, but in the middle of an event."""
    for piece, bad in until_trouble(pieces, options, streamed):
        if bad:
            yield halves(piece)[0]
            return
        yield piece


def error_event(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """Send an error where the next event belongs, and end."""
    if not streamed:
        yield FAILURE
        return
    for piece, bad in until_trouble(pieces, options, streamed):
        if bad:
            yield b"data: " + FAILURE + b"\n\n"
            return
        yield piece


def malformed(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """Send one event that is no JSON, then go on."""
    spoilt = False
    for piece, bad in until_trouble(pieces, options, streamed):
        if bad and not spoilt:
            spoilt = True
            yield b"data: {'practice': not JSON}\n\n" if streamed else b"{'practice': not JSON}"
        elif not bad or piece != b"data: ":
            yield piece


def no_done(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """Leave out the last word of a stream."""
    del options, streamed
    return (piece for piece in pieces if piece.strip() != b"data: [DONE]")


def keep_alive(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """Send a comment before each event; before an answer in one go, blank lines."""
    del options
    for piece in pieces:
        yield b": keep-alive\n\n" if streamed else b"\n\n"
        yield piece


def trickle(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """Send a few bytes at a time: `bytes` of them every `seconds`."""
    del streamed
    size, pause = max(int(options.number("bytes", 16)), 1), options.number("seconds", 0.05)
    for piece in pieces:
        for start in range(0, len(piece), size):
            yield piece[start : start + size]
            time.sleep(min(max(pause, 0), 60))


def split_utf8(pieces: Pieces, options: Options, streamed: bool) -> Pieces:
    """Send every character of more than one byte in two parts."""
    del options, streamed
    for piece in pieces:
        start = 0
        for position in range(1, len(piece)):
            if piece[position] & 0xC0 == 0x80 and piece[position - 1] & 0xC0 == 0xC0:
                yield piece[start:position]
                time.sleep(0.002)  # lest the two parts leave in one packet
                start = position
        yield piece[start:]


DAMAGES: dict[str, Callable[[Pieces, Options, bool], Pieces]] = {
    "cut": cut,
    "truncated": truncated,
    "error-event": error_event,
    "malformed": malformed,
    "no-done": no_done,
    "keep-alive": keep_alive,
    "trickle": trickle,
    "split-utf8": split_utf8,
}

KINDS = frozenset({*DAMAGES, *REPLACED})
