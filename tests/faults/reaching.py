"""What can keep a request from reaching a server, by the row of the table that it belongs to."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from connections.client import Timeouts
from tests.connections.certificates import DAY, certified
from tests.faults import scripts
from tests.faults.asking import Serve
from tests.faults.scripts import body


class Place:
    """Where a server could be reached, if it could."""

    def __init__(self, serve: Serve, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.serve, self.folder, self.monkeypatch = serve, folder, monkeypatch
        self.open = ExitStack()

    def certified(self, **kwargs: Any) -> str:
        """Return the address of a server whose certificate our own authority vouches for."""
        context, file = certified(self.folder, **kwargs)
        self.monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
        return self.serve(body(b"{}"), tls=context).url

    def raw(self, does: Callable[[socket.socket], object], scheme: str = "https") -> str:
        return self.serve(raw=does).url.replace("http", scheme)

    def off_limits(self) -> str:
        """A server that is there, in a network that is closed to us."""
        self.monkeypatch.setattr(settings, "ALLOW_PRIVATE_ADDRESSES", False)
        return self.serve(body(b"{}")).url

    def refusing(self) -> str:
        deaf = self.open.enter_context(socket.socket())  # it has a port, and does not listen there
        deaf.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{deaf.getsockname()[1]}/v1"

    def full(self) -> str:
        """A server that accepts nobody, with as many at its door as there is room for."""
        server = self.open.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = self.open.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(server.getsockname())
        return f"http://127.0.0.1:{server.getsockname()[1]}/v1"

    def stranger(self) -> str:
        context, _ = certified(self.folder)
        return self.serve(tls=context).url


def reset_in_the_handshake(line: socket.socket) -> None:
    line.recv(1)
    scripts.reset(line)


BRIEF = Timeouts(connect=0.4)
Reach = Callable[[Place], str]
REACHING: dict[str, dict[str, Reach]] = {
    "It stands where Workroom may not go": {"a private address": Place.off_limits},
    "Nobody takes the connection: refused, reset": {
        "refused": Place.refusing,
        "reset before sending": lambda place: place.raw(reset_in_the_handshake),
    },
    "No server has this name": {"no such name": lambda _: "http://no-such-host.invalid/v1"},
    "It does not take the connection in time": {
        "at the door": Place.full,
        "in the handshake": lambda place: place.raw(lambda line: line.recv(1)),
    },
    "It hangs up before the connection is safe": {
        "hung up in the handshake": lambda place: place.raw(lambda line: line.shutdown(socket.SHUT_RDWR)),
    },
    "Its certificate is over": {"expired": lambda place: place.certified(begins=-2 * DAY, ends=-DAY)},
    "Its certificate is not valid yet": {"not yet": lambda place: place.certified(begins=DAY, ends=2 * DAY)},
    "Its certificate is another's": {"wrong name": lambda place: place.certified(address="127.0.0.9")},
    "Nobody we know vouches for its certificate": {"self-signed": Place.stranger},
    "It does not speak https://": {
        "plain HTTP": lambda place: place.raw(lambda line: line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")),
    },
}


@pytest.fixture
def place(serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    place = Place(serve, tmp_path, monkeypatch)
    with place.open:
        yield place
