"""Server-sent events: bytes in, in whatever pieces they come; events out, each as soon as it is whole.

The rules are those of the WHATWG HTML standard, section "Server-sent events".
"""

import codecs
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# A partial image travels as one line of base64.
LONGEST_EVENT = 64 * 1024 * 1024


class Event(NamedTuple):
    name: str
    data: str


class EndlessEvent(ValueError):  # noqa: N818 - reads as what came
    """An event that is longer than anything we could want."""


def lines(chunks: Iterable[bytes], limit: int = LONGEST_EVENT) -> Iterator[bytes]:
    r"""Yield the lines of `chunks` without their ends, which are "\r\n", "\n" or "\r"."""
    pieces: list[bytes] = []
    size, after_cr = 0, False
    for chunk in chunks:
        text = chunk.removeprefix(b"\n") if after_cr else chunk
        after_cr = chunk.endswith(b"\r") if chunk else after_cr
        *whole, rest = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        for end in whole:
            yield b"".join([*pieces, end])
            pieces, size = [], 0
        pieces.append(rest)
        size += len(rest)
        if size > limit:
            raise EndlessEvent


def events(chunks: Iterable[bytes], limit: int = LONGEST_EVENT) -> Iterator[Event]:
    """Yield each event that carries data. One cut off before its blank line is not an event."""
    name, data, size = "", list[str](), 0
    for number, raw in enumerate(lines(chunks, limit)):
        line = (raw if number else raw.removeprefix(codecs.BOM_UTF8)).decode(errors="replace")
        if not line:
            if any(data):
                yield Event(name, "\n".join(data))
            name, data, size = "", [], 0
            continue
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            data.append(value)
            size += len(value) + 1
            if size > limit:
                raise EndlessEvent
        elif field == "event":
            name = value
