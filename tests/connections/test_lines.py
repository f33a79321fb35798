"""Lines to a server stay open for the next call, and are never the reason why a call is made twice."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from connections import errors, lines, transport
from connections.call import Call, NoGuard
from connections.client import Client, Request
from connections.reach import Reach
from connections.transport import KEPT
from tests.connections.certificates import certified
from tests.connections.server import Exchange, Server, chunk
from tests.processes import wait_until

Serve = Callable[..., Server]
LIST = Request(method="GET", path="/models")
ASK = Request(json={})


@pytest.fixture(autouse=True)
def own_lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[lines.Lines]:
    """Lines that no other test has used, and that a busy machine does not let rest too long."""
    own = lines.Lines()
    monkeypatch.setattr("connections.client.lines", own)
    monkeypatch.setattr(transport, "KEPT", 3600)
    yield own
    own.close_idle(float("inf"))


def call(
    server: Server, request: Request = LIST, *, key: str = "sk-one-1234567890", **kwargs: object
) -> None:
    with Client(server.url, key=key, **kwargs) as client, client.send(request):  # type: ignore[arg-type]
        pass


def test_calls_that_follow_each_other_share_a_line(serve: Serve) -> None:
    server = serve()
    for _ in range(5):
        call(server)
    assert (len(server.requests), server.connections) == (5, 1)


def test_calls_at_once_have_a_line_each_and_leave_them_to_those_that_follow(serve: Serve) -> None:
    together = threading.Barrier(4, timeout=60)

    def script(exchange: Exchange) -> None:
        together.wait()
        exchange.json({})

    server = serve(script)
    for _ in range(2):
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(call, server) for _ in range(4)]:
                done.result()
    assert (len(server.requests), server.connections) == (8, 4)


@pytest.mark.parametrize(
    "other",
    [{"key": "sk-two-1234567890"}, {"project": "other"}, {"reach": Reach.PUBLIC}, {"headers": (("a", "b"),)}],
    ids=lambda other: next(iter(other)),
)
def test_no_line_is_shared_with_another_key_account_or_reach(serve: Serve, other: dict[str, object]) -> None:
    server = serve()
    call(server)
    if "reach" in other:
        with pytest.raises(errors.OffLimits):
            call(server, **other)  # type: ignore[arg-type]
        assert len(server.requests) == 1
    else:
        call(server, **other)  # type: ignore[arg-type]
        assert server.connections == 2


def test_a_stream_that_came_to_its_end_leaves_its_line(serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        exchange.say(chunk(b'data: {"n": 1}\n\n'), chunk(b"data: [DONE]\n\n"), b"0\r\n\r\n")

    server = serve(script)
    for _ in range(3):
        with Client(server.url) as client:
            assert list(client.stream(Request())) == [{"n": 1}]
    assert server.connections == 1


def test_a_stream_whose_server_says_nothing_after_its_last_word_is_over_all_the_same(serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        exchange.say(chunk(b'data: {"n": 1}\n\n'), chunk(b"data: [DONE]\n\n"))
        exchange.wait()

    server = serve(script)
    for _ in range(2):
        with Client(server.url) as client:
            assert list(client.stream(Request())) == [{"n": 1}]
    assert server.connections == 2


def test_a_line_that_the_server_closed_is_not_used_again(serve: Serve, own_lines: lines.Lines) -> None:
    def script(exchange: Exchange) -> None:
        exchange.json({})
        exchange.hang_up()

    server = serve(script)
    for _ in range(3):
        call(server, ASK)
        wait_until(lambda: not resting(own_lines).is_connected)
    assert (len(server.requests), server.connections) == (3, 3)


class Fickle:
    """Answers the first `kept` requests, and then one on each new line: on one that it kept it hangs up."""

    def __init__(self, kept: int = 1) -> None:
        self.kept, self.known = kept, list[object]()

    def __call__(self, exchange: Exchange) -> None:
        if exchange.line in self.known and self.kept <= 0:
            exchange.hang_up()
        else:
            self.kept -= 1
            self.known.append(exchange.line)
            exchange.json({})


def test_what_is_to_be_done_is_not_sent_again_when_a_kept_line_breaks(serve: Serve) -> None:
    """The server has read it: nobody knows whether it began to work."""
    server = serve(Fickle())
    call(server)
    with pytest.raises(errors.Cut) as caught:
        call(server, ASK)
    assert caught.value.sent
    assert (len(server.requests), server.connections) == (2, 1)


def test_what_is_only_read_is_asked_for_again_on_a_new_line_when_a_kept_one_breaks(serve: Serve) -> None:
    server = serve(Fickle())
    for _ in range(3):
        call(server)
    assert (len(server.requests), server.connections) == (5, 3)


def test_it_is_asked_for_again_over_tls_too(
    serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.pem"))
    server = serve(Fickle(), tls=certified(tmp_path)[0])
    for _ in range(2):
        call(server)
    assert len(server.requests) == 3


def test_it_is_not_asked_for_again_on_another_kept_line(serve: Serve) -> None:
    together, fickle = threading.Barrier(2, timeout=60), Fickle(2)

    def script(exchange: Exchange) -> None:
        if len(server.requests) <= 2:
            together.wait()
        fickle(exchange)

    server = serve(script)
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(call, [server, server]))
    call(server)
    assert (len(server.requests), server.connections) == (4, 3)


@pytest.mark.parametrize("kept", [True, False])
def test_a_server_that_hangs_up_on_a_new_line_is_asked_no_more(kept: bool, serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        exchange.json({}) if kept and len(server.requests) == 1 else exchange.hang_up()

    server = serve(script)
    if kept:
        call(server)
    before = len(server.requests)
    with pytest.raises(errors.Cut) as caught:
        call(server)
    assert caught.value.sent
    assert len(server.requests) - before == 1 + kept


def test_a_call_that_was_ended_on_a_kept_line_is_not_sent_again(serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        exchange.json({}) if len(server.requests) == 1 else exchange.wait()

    class Guard(NoGuard):
        def cancelled(self) -> bool:
            return len(server.requests) == 2

    server = serve(script)
    call(server)
    with pytest.raises(errors.Cancelled):
        call(server, guard=Guard())
    assert (len(server.requests), server.connections) == (2, 1)


def test_the_guard_is_told_once_of_what_is_sent_again(serve: Serve) -> None:
    told = list[None]()

    class Guard(NoGuard):
        def before_send(self) -> None:
            told.append(None)

    server = serve(Fickle())
    call(server)
    call(server, guard=Guard())
    assert (len(told), len(server.requests)) == (1, 3)


@pytest.mark.parametrize(("promise", "kept"), [("", 1.5), ("timeout=5", 3), ("timeout=1", 0), ("x", 1.5)])
def test_a_line_rests_no_longer_than_its_server_keeps_it(
    promise: str, kept: float, serve: Serve, own_lines: lines.Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "KEPT", KEPT)
    monkeypatch.setattr(own_lines, "_run", lambda: None)  # only this test closes it
    server = serve(lambda exchange: exchange.json({}, keep_alive=promise))
    before = time.monotonic()
    call(server)
    after = time.monotonic()
    line = resting(own_lines)
    own_lines.close_idle(before + kept)
    assert line.sock is not None
    own_lines.close_idle(after + kept + 0.01)
    assert line.sock is None
    call(server)
    assert server.connections == 2


def resting(own: lines.Lines) -> Any:
    """Return the one line that rests."""
    (adapter,) = own._adapters.values()
    (key,) = adapter.poolmanager.pools.keys()
    return adapter.poolmanager.pools.get(key).pool.queue[-1]


def test_a_line_that_rested_too_long_is_replaced(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "KEPT", -1)
    server = serve()
    call(server)
    call(server)
    assert server.connections == 2


def test_lines_that_nobody_used_for_long_are_forgotten_but_not_those_in_use(
    serve: Serve, own_lines: lines.Lines
) -> None:
    server = serve()
    with Client(server.url):
        own_lines.close_idle(float("inf"))
        assert len(own_lines._adapters) == 1
    own_lines.close_idle(time.monotonic())
    assert len(own_lines._adapters) == 1
    own_lines.close_idle(time.monotonic() + lines.FORGOTTEN + 1)
    assert not own_lines._adapters


def test_the_thread_that_closes_lines_ends_with_them(
    serve: Serve, own_lines: lines.Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "CHECK", 0.01)
    call(serve())
    thread = own_lines._thread
    assert thread
    assert thread.is_alive()
    own_lines.close_idle(float("inf"))
    wait_until(lambda: not thread.is_alive())


def test_the_end_of_a_call_does_not_end_the_next_one_on_its_line(serve: Serve) -> None:
    server = serve()
    calls: list[Call] = []

    class Guard(NoGuard):
        def before_send(self) -> None:
            calls.append(transport.current.get())

    with Client(server.url, guard=Guard()) as client:
        client.send(LIST).close()
        client.send(LIST).close()
        calls[0].shut()
        client.send(LIST).close()
    assert (len(calls), server.connections) == (3, 1)
