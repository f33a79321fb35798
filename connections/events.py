"""Server-sent events: bytes in, in whatever pieces they come; events out, each as soon as it is whole.

The rules are those of the WHATWG HTML standard, section "Server-sent events". What an event says is never
whole in memory: it may be a picture.
"""

import codecs
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from tempfile import SpooledTemporaryFile
from typing import IO, NamedTuple, cast

from connections import limits

DATA = b"data:"


class Event(NamedTuple):
    """An event's name, and its data as an open file at its start, of so many bytes.

    It can be read until the next event is asked for.
    """

    name: str
    file: IO[bytes]
    size: int


class EndlessEvent(ValueError):  # noqa: N818 - reads as what came
    """An event, or a stream of them, that is longer than anything we could want."""


class Coming:
    """The event that is coming in: its data go into a file, which lies on disk if they are long."""

    def __init__(self, file: IO[bytes], limit: int, mark: bytes = b"") -> None:
        self.file, self.limit = file, limit
        self.name, self.says = "", False
        self._line, self._mark, self._in_data = b"", mark, False

    def take(self, piece: bytes) -> None:
        """Take in more of a line. Raises EndlessEvent."""
        if not self._in_data:
            self._line = (self._line + piece).removeprefix(self._mark)
            piece = self._line[len(DATA) :].removeprefix(b" ")
            self._in_data = self._line.startswith(DATA) and len(self._line) > len(DATA)
        if self._in_data:
            self._line = b""
            self.says = self.says or bool(piece)
            self._add(piece)
        elif len(self._line) > min(limits.LINE, self.limit):
            raise EndlessEvent

    def end_line(self) -> bool:
        """Return whether the line that ends here is the event's last. Raises EndlessEvent."""
        line, in_data = self._line, self._in_data
        self._line, self._mark, self._in_data = b"", b"", False
        field, _, value = line.partition(b":")
        if in_data or field == b"data":
            self._add(b"\n")
        elif field == b"event":
            self.name = value.removeprefix(b" ").decode(errors="replace")
        return not (in_data or line)

    def whole(self) -> Event:
        size = self.file.tell() - 1  # without the end of the last line
        self.file.seek(0)
        return Event(self.name, self.file, size)

    def _add(self, piece: bytes) -> None:
        if self.file.tell() + len(piece) > self.limit:
            raise EndlessEvent
        self.file.write(piece)


def pieces(chunks: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    r"""Yield the pieces of each line of `chunks`, and whether it ends there: by "\r\n", "\n" or "\r"."""
    after_cr, count = False, 0
    for chunk in chunks:
        text = chunk.removeprefix(b"\n") if after_cr else chunk
        after_cr = chunk.endswith(b"\r") if chunk else after_cr
        *whole, rest = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        count += len(whole)
        if count > limits.LINES:
            raise EndlessEvent
        for end in whole:
            yield end, True
        yield rest, False


def events(chunks: Iterable[bytes], limit: int = limits.EVENT) -> Iterator[Event]:
    """Yield each event that carries data. One cut off before its blank line is not an event.

    Raises EndlessEvent for one whose data are longer than `limit`, in bytes.
    """
    with ExitStack() as last:
        coming = Coming(last.enter_context(spooled()), limit, codecs.BOM_UTF8)
        for piece, ends in pieces(chunks):
            coming.take(piece)
            if ends and coming.end_line():
                if coming.says:
                    yield coming.whole()
                last.close()
                coming = Coming(last.enter_context(spooled()), limit)


def spooled() -> IO[bytes]:
    return cast(IO[bytes], SpooledTemporaryFile(max_size=limits.IN_MEMORY))
