"""A server in the place of OpenAI: it keeps each request as it came, and answers as the test says."""

from __future__ import annotations

import json
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR, socket
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from tests.openapi.judge import judge_request

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PATIENCE = 60  # seconds; only a broken test waits so long


@dataclass(frozen=True)
class Received:
    """One request, raw. Header names are in lower case; the query is apart from the path."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    def problems(self) -> list[str]:
        """What OpenAI's own document has against it."""
        return judge_request(self.method, self.path, self.headers, self.body, self.query)


@dataclass(frozen=True)
class Reply:
    """One answer. A body of pieces is sent chunked, each as it comes; `cut` breaks off without an end."""

    body: bytes | Iterable[bytes] = b"{}"
    status: int = 200
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False

    @classmethod
    def json(cls, data: Any, status: int = 200, **headers: str) -> Self:
        """An answer of JSON; `retry_after="2"` becomes the header retry-after."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(json.dumps(data).encode(), status, headers=named)

    @classmethod
    def error(cls, status: int, message: str, *, code: str | None = None, param: str | None = None) -> Self:
        """An error in OpenAI's envelope."""
        error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
        return cls.json({"error": error}, status)


Answerer = Callable[[Received], Reply]


class Upstream:
    """The server. Answers come from `answers` in order, then from `handler`."""

    def __init__(self, handler: Answerer | None = None) -> None:
        self.handler: Answerer = handler or _unexpected
        self.answers: deque[Reply] = deque()
        self.requests: list[Received] = []
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), _handler_class(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base URL, which ends in /v1 like OpenAI's own."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def answer(self, *replies: Reply) -> None:
        """Answer the next requests with these."""
        self.answers.extend(replies)

    def wait_for(self, count: int) -> list[Received]:
        """The requests, once there are so many of them. TimeoutError if they do not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.requests) >= count, PATIENCE):
                raise TimeoutError(f"{len(self.requests)} requests came, not {count}")
            return list(self.requests)

    def receive(self, request: Received) -> Reply:
        """Keep a request and say how to answer it."""
        with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
            scripted = self.answers.popleft() if self.answers else None
        return scripted or self.handler(request)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.hang_up()
        self._server.server_close()


def _unexpected(request: Received) -> Reply:
    return Reply.error(500, f"The test has no answer to {request.method} {request.path}.")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # many come at once, and a busy machine lets them wait at the door

    def __init__(self, *args: Any) -> None:
        self.open: set[socket] = set()
        super().__init__(*args)

    def hang_up(self) -> None:
        """End the connections that clients keep, so that their threads end too."""
        for connection in list(self.open):
            try:
                connection.shutdown(SHUT_RDWR)
            except OSError:  # it went by itself
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: that a client hangs up in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each body waits 40 ms for the headers to be acknowledged
    upstream: Upstream
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.open.add(self.connection)

    def finish(self) -> None:
        self.server.open.discard(self.connection)
        super().finish()

    def handle_any(self) -> None:
        """Receive, then send what is to be answered."""
        address = urlsplit(self.path)
        query = parse_qsl(address.query, keep_blank_values=True)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.upstream.receive(Received(self.command, address.path, query, headers, self._body()))
        self.send_response(reply.status)
        self.send_header("Content-Type", reply.media_type)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        if isinstance(reply.body, bytes) and not reply.cut:
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)
        else:
            self._send_pieces([reply.body] if isinstance(reply.body, bytes) else reply.body, cut=reply.cut)

    def _body(self) -> bytes:
        if self.headers.get("Transfer-Encoding", "").lower() != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length", 0)))
        pieces = []
        while size := int(self.rfile.readline(), 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _send_pieces(self, pieces: Iterable[bytes], *, cut: bool) -> None:
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for piece in pieces:
            self.wfile.write(f"{len(piece):x}\r\n".encode() + piece + b"\r\n")
        if cut:
            self.close_connection = True
        else:
            self.wfile.write(b"0\r\n\r\n")

    def log_message(self, *args: Any) -> None:
        """Keep quiet: a test reads `requests`, not a log."""


def _handler_class(upstream: Upstream) -> type[_Handler]:
    methods = {f"do_{method}": _Handler.handle_any for method in METHODS}
    return type("Handler", (_Handler,), {"upstream": upstream, **methods})
