"""A request to judge, written down in as few words as it takes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

BOUNDARY = "ab12"
Form = list[tuple[str, str | bytes]]


@dataclass(frozen=True)
class Example:
    """One request: with a JSON body, a form (bytes stand for a file), or no body."""

    method: str
    path: str
    json: Any = None
    form: Form | None = None

    def __str__(self) -> str:
        kind = "form" if self.form is not None else "json" if self.json is not None else "bare"
        return f"{self.method} {self.path} {kind}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that say what the body is."""
        if self.form is not None:
            return {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        return {} if self.json is None else {"Content-Type": "application/json"}

    @property
    def body(self) -> bytes:
        """The body as it goes over the wire."""
        if self.form is None:
            return b"" if self.json is None else json.dumps(self.json).encode()
        parts = [f"--{BOUNDARY}\r\n".encode() + _part(*field) + b"\r\n" for field in self.form]
        return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _part(name: str, value: str | bytes) -> bytes:
    disposition = f'Content-Disposition: form-data; name="{name}"'
    if isinstance(value, bytes):
        return f'{disposition}; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'.encode() + value
    return f"{disposition}\r\n\r\n{value}".encode()


def post(path: str, **body: Any) -> Example:
    """A POST of JSON."""
    return Example("POST", path, json=body)


def form(path: str, *fields: tuple[str, str | bytes]) -> Example:
    """A POST of a form."""
    return Example("POST", path, form=list(fields))
