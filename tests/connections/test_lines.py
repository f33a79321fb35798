"""Lines to a server stay open for the next call, and are never the reason why a call is made twice."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connections import errors, lines, transport
from connections.call import Call, NoGuard
from connections.client import Client, Request
from connections.reach import Reach
from tests.connections.server import Exchange, Server, chunk
from tests.processes import wait_until

Serve = Callable[..., Server]
LIST = Request(method="GET", path="/models")


@pytest.fixture(autouse=True)
def own_lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[lines.Lines]:
    """Lines that no other test has used."""
    own = lines.Lines()
    monkeypatch.setattr("connections.client.lines", own)
    yield own
    own.close_idle(float("inf"))


def call(server: Server, key: str = "sk-one-1234567890", **kwargs: object) -> None:
    with Client(server.url, key=key, **kwargs) as client, client.send(LIST):  # type: ignore[arg-type]
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


def test_a_line_that_the_server_closed_is_not_used_again(serve: Serve) -> None:
    def script(exchange: Exchange) -> None:
        exchange.json({})
        exchange.hang_up()

    server = serve(script)
    for _ in range(3):
        call(server)
    assert (len(server.requests), server.connections) == (3, 3)


def test_a_request_on_a_line_that_breaks_is_not_sent_again(serve: Serve) -> None:
    """The server has read it: nobody knows whether it began to work."""

    def script(exchange: Exchange) -> None:
        exchange.json({}) if len(server.requests) == 1 else exchange.hang_up()

    server = serve(script)
    call(server)
    with Client(server.url, key="sk-one-1234567890") as client, pytest.raises(errors.Cut) as caught:
        client.send(Request(json={}))
    assert caught.value.sent
    assert (len(server.requests), server.connections) == (2, 1)


@pytest.mark.parametrize(("promise", "kept"), [("", 1.5), ("timeout=5", 3), ("timeout=1", 0), ("x", 1.5)])
def test_a_line_rests_no_longer_than_its_server_keeps_it(
    promise: str, kept: float, serve: Serve, own_lines: lines.Lines
) -> None:
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
