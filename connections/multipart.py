"""A form with files, as it goes out."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from connections.bodies import Body, Content, DataUrl


@dataclass(frozen=True)
class Upload:
    """One file of a request. `file` is read from its start, and left open."""

    field: str
    filename: str
    content_type: str
    file: IO[bytes]


class Multipart(Body):
    """The body of a form with files."""

    def __init__(self, form: Sequence[tuple[str, str | DataUrl]], files: Sequence[Upload]) -> None:
        self.boundary = secrets.token_hex(16)
        parts: list[bytes | Content] = []
        for name, value in form:
            parts += [self._head(name), value.encode() if isinstance(value, str) else value, b"\r\n"]
        for upload in files:
            head = self._head(upload.field, upload.filename, upload.content_type)
            parts += [head, Content(upload.file), b"\r\n"]
        super().__init__([*parts, f"--{self.boundary}--\r\n".encode()])

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"

    def _head(self, name: str, filename: str | None = None, content_type: str = "") -> bytes:
        lines = f'--{self.boundary}\r\nContent-Disposition: form-data; name="{escaped(name)}"'
        if filename is not None:
            lines += f'; filename="{escaped(filename)}"\r\nContent-Type: {escaped(content_type)}'
        return f"{lines}\r\n\r\n".encode()


def escaped(text: str) -> str:
    """Escape as the HTML standard does for form data."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
