"""However much a server says, what it costs us is small: measured at the real limits."""

import gzip
from collections.abc import Callable, Iterator

import pytest

from connections import errors, limits
from connections.client import Client, Request, Timeouts
from tests.connections.server import Script, Server
from tests.faults.measuring import ON_LINUX, growth
from tests.faults.scripts import HALF, body, endless, word

pytestmark = ON_LINUX
Serve = Callable[..., Server]
MB = limits.MB


@pytest.fixture
def client(serve: Serve) -> Iterator[Callable[[Script], Client]]:
    clients: list[Client] = []

    def connect(script: Script) -> Client:
        clients.append(Client(serve(script).url, timeouts=Timeouts(connect=5, read=20, total=60)))
        return clients[-1]

    yield connect
    for each in clients:
        each.close()


ZEROS = bytes(MB)
BOMB = gzip.compress(bytes(20 * MB)) * 20  # 400 MB in half a megabyte


@pytest.mark.parametrize(
    ("script", "most"),
    [
        (endless(ZEROS, "audio/mpeg"), 6),
        (endless(ZEROS, "application/json"), 6),
        (body(BOMB, content_encoding="gzip"), 6),
        (body(b"[" + b"[]," * (5 * MB) + b"[]]"), 20),  # itself, and nothing of what it stands for
    ],
    ids=["sound without end", "JSON without end", "a zip bomb", "JSON of millions of lists"],
)
def test_a_whole_answer_is_kept_on_disk_up_to_its_limit(
    script: Script, most: float, client: Callable[[Script], Client]
) -> None:
    asked = client(script)

    def work() -> None:
        with pytest.raises(errors.Oversized), asked.send(Request(json={})) as answer:
            answer.json()

    assert growth(work) < most


@pytest.mark.parametrize(
    "script",
    [
        endless(ZEROS, first=word(HALF)),
        endless(b"data: " + b"x" * 60_000 + b"\n", first=word(HALF)),
        endless(b"data:\n" * 10_000, first=word(HALF)),
        endless(b": comment\n\n" * 6_000, first=word(HALF)),
    ],
    ids=["a line without end", "an event of long lines", "an event of short lines", "comments"],
)
def test_a_stream_is_read_up_to_its_limit(
    script: Script, client: Callable[[Script], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "LINES", 1_000_000)  # more of them are a matter of time alone
    asked = client(script)

    def work() -> None:
        with pytest.raises(errors.Oversized):
            list(asked.stream(Request(json={})))

    assert growth(work) < 6
