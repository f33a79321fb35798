"""What a server in trouble does, byte by byte. Each is a script for `tests.connections.server.Server`."""

import gzip
import json
import os
import socket
import struct
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.connections.server import Exchange, Script, chunk

HALF = "Half an"


def event(data: Any) -> bytes:
    return b"data: %s\n\n" % json.dumps(data, ensure_ascii=False).encode()


def word(text: str, finish: str | None = None) -> bytes:
    return event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]})


WHOLE = word("Good ") + word("morning") + word("", "stop") + b"data: [DONE]\n\n"


def refusal(
    status: int, code: str | None = None, *, kind: str = "invalid_request_error", **headers: str
) -> Script:
    """Refuse in OpenAI's envelope."""
    error = {"message": "The server's own words.", "type": kind, "param": None, "code": code}
    return lambda exchange: exchange.json({"error": error}, status, **headers)


def later(**time: float) -> str:
    return format_datetime(datetime.now(UTC) + timedelta(**time), usegmt=True)


def busy_until(**time: float) -> Script:
    return lambda exchange: refusal(429, retry_after=later(**time))(exchange)


def body(content: bytes, media_type: str = "application/json", status: int = 200, **headers: str) -> Script:
    return lambda exchange: exchange.answer(status, content, content_type=media_type, **headers)


def streamed(*pieces: bytes) -> Script:
    """Send a stream piece by piece, each in a packet of its own, and end it properly."""

    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        for piece in pieces:
            exchange.say(chunk(piece))
        exchange.say(b"0\r\n\r\n")

    return script


def broken_off(*pieces: bytes) -> Script:
    """Send the beginning of a stream, and end the connection."""

    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        for piece in pieces:
            exchange.say(chunk(piece))
        exchange.hang_up()

    return script


def unended(*pieces: bytes) -> Script:
    """Send the beginning of a stream, and then nothing."""

    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        for piece in pieces:
            exchange.say(chunk(piece))
        exchange.wait()

    return script


def endless(
    piece: bytes, media_type: str = "text/event-stream", first: bytes = b"", pause: float = 0
) -> Script:
    """Send the same piece again and again, until somebody has had enough."""

    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type=media_type, transfer_encoding="chunked")
        exchange.say(chunk(first) if first else b"")
        while not (exchange.over.wait(pause) if pause else exchange.over.is_set()):
            exchange.say(chunk(piece))

    return script


def trickling(piece: bytes, status: int = 200) -> Script:
    """Send a few bytes now and then."""

    def script(exchange: Exchange) -> None:
        exchange.head(status, content_type="application/json", content_length="1000000")
        while not exchange.over.wait(0.02):
            exchange.say(piece)

    return script


def raw(*pieces: bytes) -> Script:
    """Say what is no HTTP, or hardly, and hang up."""

    def script(exchange: Exchange) -> None:
        exchange.say(*pieces)
        exchange.hang_up()

    return script


def long_headers(count: int, size: int) -> Script:
    headers = (b"X-%d: %s\r\n" % (number, b"x" * size) for number in range(count))
    return raw(b"HTTP/1.1 200 OK\r\n", *headers, b"\r\n")


def zipped(content: bytes, encoding: str = "gzip") -> Script:
    return body(gzip.compress(content), "text/event-stream", content_encoding=encoding)


def hints(count: int, then: Script) -> Script:
    """Say that it is still at work, and then answer."""

    def script(exchange: Exchange) -> None:
        exchange.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * count)
        then(exchange)

    return script


def reset(line: socket.socket) -> None:
    """End a connection as a machine does that has crashed."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    os.close(line.detach())  # its own close() waits for the file that reads from it


def reset_after(*pieces: bytes) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.say(*pieces)
        reset(exchange.line)

    return script
