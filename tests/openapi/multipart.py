"""Takes a multipart body apart, strictly, with nothing of ours or Django's: a judge has its own eyes."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message

CRLF = b"\r\n"


class MalformedError(ValueError):
    """The body is not multipart/form-data as RFC 7578 has it."""


@dataclass(frozen=True)
class Part:
    """One part of a form: a text, or a file when it has a filename."""

    name: str
    filename: str | None
    media_type: str | None
    content: bytes


def parts(content_type: str, body: bytes) -> list[Part]:
    """The parts of a body, in order. MalformedError unless all is well formed, to the last boundary."""
    boundary = _parameters(content_type).get("boundary")
    if not boundary:
        raise MalformedError("multipart without a boundary")
    delimiter = CRLF + b"--" + boundary.encode()
    pieces = (CRLF + body).split(delimiter)
    if pieces[0] or len(pieces) < 2:
        raise MalformedError("the body does not begin with its boundary")
    if pieces[-1] not in (b"--", b"--" + CRLF):
        raise MalformedError("the body does not end with its last boundary")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, found, content = piece.partition(CRLF + CRLF)
    if not found or not head.startswith(CRLF):
        raise MalformedError("a part without headers")
    headers = {}
    for line in head.decode().split("\r\n")[1:]:
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    disposition = _parameters(headers.get("content-disposition", ""))
    if "form-data" not in disposition or not disposition.get("name"):
        raise MalformedError("a part that is not form-data with a name")
    return Part(disposition["name"], disposition.get("filename"), headers.get("content-type"), content)


def _parameters(header: str) -> dict[str, str]:
    """`form-data; name="a"` as {"form-data": "", "name": "a"}."""
    message = Message()
    message["content-type"] = header
    parameters = message.get_params(failobj=[])
    if any(isinstance(value, tuple) for _, value in parameters):
        # RFC 7578, 4.2: `filename*=utf-8''…` must not be used in a form; servers then see no file at all.
        raise MalformedError("a parameter in the encoding of RFC 2231")
    return dict(parameters)
