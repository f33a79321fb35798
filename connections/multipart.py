"""A multipart body that is read from its files while it is sent, so that no file is ever whole in memory."""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

CHUNK = 64 * 1024


@dataclass(frozen=True)
class Upload:
    """One file of a request. `file` is read from its start, and left open."""

    field: str
    filename: str
    content_type: str
    file: IO[bytes]


class Multipart:
    """The body of a form with files: iterating gives its bytes, `len` their number.

    A file that turns out shorter than it said raises OSError while the body is sent.
    """

    def __init__(self, form: Sequence[tuple[str, str]], files: Sequence[Upload]) -> None:
        self.boundary = secrets.token_hex(16)
        self._parts: list[tuple[bytes, IO[bytes] | None, int]] = []
        for name, value in form:
            self._parts.append((self._head(name) + value.encode() + b"\r\n", None, 0))
        for upload in files:
            head = self._head(upload.field, upload.filename, upload.content_type)
            self._parts.append((head, upload.file, upload.file.seek(0, 2)))
        self._tail = f"--{self.boundary}--\r\n".encode()

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    def __len__(self) -> int:
        parts = sum(len(head) + size + (2 if file else 0) for head, file, size in self._parts)
        return parts + len(self._tail)

    def __iter__(self) -> Iterator[bytes]:
        for head, file, size in self._parts:
            yield head
            if file:
                yield from read(file, size)
                yield b"\r\n"
        yield self._tail

    def _head(self, name: str, filename: str | None = None, content_type: str = "") -> bytes:
        lines = f'--{self.boundary}\r\nContent-Disposition: form-data; name="{escaped(name)}"'
        if filename is not None:
            lines += f'; filename="{escaped(filename)}"\r\nContent-Type: {escaped(content_type)}'
        return f"{lines}\r\n\r\n".encode()


def read(file: IO[bytes], size: int) -> Iterator[bytes]:
    file.seek(0)
    while size:
        chunk = file.read(min(CHUNK, size))
        if not chunk:
            raise OSError("the file became shorter while it was sent")
        size -= len(chunk)
        yield chunk


def escaped(text: str) -> str:
    """Escape as the HTML standard does for form data."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
