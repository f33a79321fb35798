"""Server-sent events: bytes in, in whatever pieces they come; events out, each as soon as it is whole.

The rules are those of the WHATWG HTML standard, section "Server-sent events".
"""

import codecs
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import NamedTuple

from connections import limits


class Event(NamedTuple):
    name: str
    data: str


class EndlessEvent(ValueError):  # noqa: N818 - reads as what came
    """An event, or a stream of them, that is longer than anything we could want."""


class Gathering:
    """What has come of a line or an event that is not whole yet. A long one lies on disk."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.file = SpooledTemporaryFile[bytes](max_size=limits.IN_MEMORY)

    def add(self, piece: bytes) -> None:
        """Add a piece. Raises EndlessEvent."""
        if self.file.tell() + len(piece) > self.limit:
            raise EndlessEvent
        self.file.write(piece)

    def taken(self) -> bytes:
        """Return all that was added, and begin anew."""
        size = self.file.tell()
        if not size:
            return b""
        self.file.seek(0)
        whole = self.file.read(size)
        self.file.seek(0)
        return whole


def lines(chunks: Iterable[bytes], limit: int = limits.EVENT) -> Iterator[bytes]:
    r"""Yield the lines of `chunks` without their ends, which are "\r\n", "\n" or "\r"."""
    line, after_cr, count = Gathering(limit), False, 0
    with line.file:
        for chunk in chunks:
            text = chunk.removeprefix(b"\n") if after_cr else chunk
            after_cr = chunk.endswith(b"\r") if chunk else after_cr
            *whole, rest = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
            count += len(whole)
            if count > limits.LINES:
                raise EndlessEvent
            for end in whole:
                yield line.taken() + end
            line.add(rest)


def events(chunks: Iterable[bytes], limit: int = limits.EVENT) -> Iterator[Event]:
    """Yield each event that carries data. One cut off before its blank line is not an event."""
    name, data = "", Gathering(limit)
    with data.file:
        for number, raw in enumerate(lines(chunks, limit)):
            line = raw if number else raw.removeprefix(codecs.BOM_UTF8)
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            if not line:
                if (said := data.taken()[:-1]).strip(b"\n"):
                    yield Event(name, said.decode(errors="replace"))
                name = ""
            elif field == b"data":
                data.add(value + b"\n")
            elif field == b"event":
                name = value.decode(errors="replace")
