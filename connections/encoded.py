"""JSON that carries files: base64 of any length is left where it lies, and read in pieces when wanted."""

import json
import re
from collections.abc import Iterator
from secrets import token_hex
from typing import IO, Any

from connections import limits

PIECE = 64 * limits.KB
# A string longer than this is left where it lies if it has one of the names under which servers send files.
LONG = 64 * limits.KB
NAMED = re.compile(rb'"(?:b64_json|data|audio)"\s*:\s*"\Z')
NAME = 64  # bytes in which such a name and what surrounds it stand
# As much of a string as is whole: what follows is its end, or an escape of which more is to come.
PART = re.compile(rb'[^"\\]*+(?:\\(?:u[0-9a-fA-F]{4}|[^u])[^"\\]*+)*+', re.DOTALL)
ESCAPE = 6


class Encoded:
    """A long string in an open file of JSON: `size` bytes from `start`. Iterating gives its text in pieces.

    Raises ValueError for what can be no base64.
    """

    def __init__(self, file: IO[bytes], start: int, size: int) -> None:
        self.file, self.start, self.size = file, start, size

    def __iter__(self) -> Iterator[str]:
        self.file.seek(self.start)
        left, rest = self.size, b""
        while left:
            piece = self.file.read(min(PIECE, left))
            if not piece:
                raise ValueError("the file became shorter")
            left -= len(piece)
            piece = rest + piece
            end = whole(piece)
            yield str(json.loads(f'"{piece[:end].decode("ascii")}"'))
            rest = piece[end:]


class Shortened:
    """What is read of JSON: all but the long strings, in whose place stands which one of `cut` it was."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.text, self.cut = bytearray(), list[Encoded]()
        self.mark = token_hex(16)  # nothing that a server sends can look like it
        self._start: int | None = None  # where in the file the string begins in which we are
        self._kept = 0  # where it begins in the text
        self._named = self._long = False

    def read(self) -> None:
        """Read the file from its start. Raises TooManyValues if more is left than may be in memory."""
        self.file.seek(0)
        place, rest = 0, b""
        while piece := self.file.read(PIECE):
            piece = rest + piece
            rest = self._take(piece, place)
            place += len(piece) - len(rest)
            if len(self.text) > limits.TEXT:
                raise limits.TooManyValues
        self.text += rest

    def put_back(self, found: dict[str, Any]) -> Any:
        return self.cut[found[self.mark]] if self.mark in found else found

    def _take(self, piece: bytes, place: int) -> bytes:
        """Take in what stands at a place in the file; return its end if that must wait for what follows."""
        at = 0
        while at < len(piece):
            if self._start is None:
                end = piece.find(b'"', at) + 1
                self.text += piece[at : end or None]
                if not end:
                    break
                self._open(place + end)
            else:
                end = whole(piece, at)
                self._keep(piece[at:end])
                if end == len(piece) or piece[end] != ord('"'):
                    return piece[end:]
                self._close(place + end)
                end += 1
            at = end
        return b""

    def _open(self, place: int) -> None:
        self._start, self._kept, self._long = place, len(self.text), False
        self._named = bool(NAMED.search(self.text, max(0, len(self.text) - NAME)))

    def _keep(self, part: bytes) -> None:
        self.text += part
        if self._named and len(self.text) - self._kept > LONG:
            del self.text[self._kept :]
            self._long = True

    def _close(self, place: int) -> None:
        if self._long and self._start is not None:
            self.text[self._kept - 1 :] = b'{"%s": %d}' % (self.mark.encode(), len(self.cut))
            self.cut.append(Encoded(self.file, self._start, place - self._start))
        else:
            self.text += b'"'
        self._start = None


def whole(piece: bytes, at: int = 0) -> int:
    """Return the end of the string that goes on `at` a place in a piece of JSON, or of what is whole of it.

    Raises ValueError for an escape that is none.
    """
    match = PART.match(piece, at)
    end = match.end() if match else at
    if piece[end : end + 1] == b"\\" and len(piece) - end >= ESCAPE:
        raise ValueError("a string with an escape that is none")
    return end


def loaded(file: IO[bytes]) -> Any:
    """Return what the JSON in a file says, `Encoded` for each long string that may be a file.

    These can be read while the file is open. Raises as `limits.loaded` does, also for too long a rest.
    """
    shortened = Shortened(file)
    shortened.read()
    return limits.loaded(shortened.text, object_hook=shortened.put_back if shortened.cut else None)
