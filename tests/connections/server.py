"""A real server in a thread, whose answers a test writes byte by byte."""

import contextlib
import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesHeaderParser
from typing import Any


@dataclass
class Exchange:
    """One request as it came, and the open line to answer on."""

    line: socket.socket
    method: str
    target: str
    headers: Message
    body: bytes
    over: threading.Event  # set when the test ends

    def say(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.line.sendall(piece)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.head(status, content_length=str(len(body)), **headers)
        self.say(body)

    def head(self, status: int, **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} Fine", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
        self.say("\r\n".join([*lines, "", ""]).encode("latin-1"))

    def json(self, data: Any, status: int = 200, **headers: str) -> None:
        self.answer(status, json.dumps(data).encode(), content_type="application/json", **headers)

    def events(self, *pieces: bytes) -> None:
        """Send an event stream whose end is the end of the connection."""
        self.head(200, content_type="text/event-stream", connection="close", x_request_id="req_1")
        self.say(*pieces)
        self.hang_up()

    def hang_up(self) -> None:
        self.line.shutdown(socket.SHUT_RDWR)

    def wait(self) -> None:
        """Say nothing more until the test is over."""
        self.over.wait(300)


Script = Callable[[Exchange], None]


@dataclass
class Server:
    """Give it a script; it counts connections and keeps every request."""

    script: Script
    tls: ssl.SSLContext | None = None
    raw: Callable[[socket.socket], None] | None = None  # instead of HTTP
    requests: list[Exchange] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self.over = threading.Event()
        self.asked = threading.Event()
        self._lines: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/v1"

    @property
    def last(self) -> Exchange:
        return self.requests[-1]

    def close(self) -> None:
        self.over.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        for thread in self._threads:
            thread.join(60)

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._lines.append(line)
            thread = threading.Thread(target=self._serve, args=[line], daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, line: socket.socket) -> None:
        if self.raw:
            self.raw(line)
            self.over.wait(300)
            return
        # A client that hangs up in the middle is what many tests are about.
        with contextlib.suppress(OSError, ValueError):
            if self.tls:
                line = self.tls.wrap_socket(line, server_side=True)
                self._lines.append(line)
            for exchange in self._exchanges(line):
                self.requests.append(exchange)
                self.asked.set()
                self.script(exchange)

    def _exchanges(self, line: socket.socket) -> Iterator[Exchange]:
        with line.makefile("rb") as file:
            while first := file.readline():
                method, target, _ = first.decode().split()
                head = b"".join(iter(file.readline, b"\r\n"))
                headers = BytesHeaderParser().parsebytes(head)
                body = file.read(int(headers.get("content-length", 0)))
                yield Exchange(line, method, target, headers, body, self.over)


def chunk(data: bytes) -> bytes:
    """One piece of a body with Transfer-Encoding: chunked."""
    return b"%x\r\n%s\r\n" % (len(data), data)
