"""What ends a call from outside, and when the guard is told that the request leaves."""

import socket
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import pytest

from connections import errors
from connections.client import Client, Request, Timeouts
from tests.connections.certificates import certified
from tests.connections.server import Exchange, Server, chunk
from tests.processes import wait_until

Serve = Callable[..., Server]
Connect = Callable[..., Client]
LIST = Request(method="GET", path="/models")


@dataclass
class Witness:
    """A guard that remembers, and cancels when told to."""

    server: Server | None = None
    refuse: BaseException | None = None
    end: threading.Event = field(default_factory=threading.Event)
    seen: list[tuple[int, int]] = field(default_factory=list)

    def before_send(self) -> None:
        if self.server:
            self.seen.append((self.server.connections, len(self.server.requests)))
        if self.refuse:
            raise self.refuse

    def cancelled(self) -> bool:
        return self.end.is_set()


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate that nobody vouches for."""
    return certified(tmp_path)[0]


@pytest.fixture
def overdue(monkeypatch: pytest.MonkeyPatch) -> Callable[[Server], None]:
    """Return a function after which every call is past its deadline once the server has its request."""

    def from_then_on(server: Server) -> None:
        def now() -> float:
            return time.monotonic() + (Timeouts().total if server.asked.is_set() else 0)

        clock = SimpleNamespace(monotonic=now, sleep=time.sleep)
        monkeypatch.setattr("connections.call.time", clock)

    return from_then_on


Overdue = Callable[[Server], None]


def test_the_guard_is_told_after_connecting_and_before_the_first_byte(serve: Serve, connect: Connect) -> None:
    server = serve()
    guard = Witness(server)
    before = guard.before_send

    def told() -> None:
        wait_until(lambda: server.connections)
        before()

    guard.before_send = told  # type: ignore[method-assign]
    connect(server.url, guard=guard).send(LIST).close()
    assert guard.seen == [(1, 0)]


def test_the_guard_is_told_for_each_request_even_on_a_kept_connection(
    serve: Serve, connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connections.transport.KEPT", 3600)
    server = serve()
    guard = Witness(server)
    client = connect(server.url, guard=guard)
    client.send(LIST).close()
    client.send(LIST).close()
    assert [requests for _, requests in guard.seen] == [0, 1]
    assert server.connections == 1


def test_the_guard_is_told_once_though_a_redirect_is_followed(serve: Serve, connect: Connect) -> None:
    def script(exchange: Exchange) -> None:
        exchange.answer(302, location="/v1/all") if exchange.target == "/v1/models" else exchange.json({})

    server = serve(script)
    guard = Witness(server)
    connect(server.url, guard=guard).send(LIST).close()
    assert len(guard.seen) == 1


@pytest.mark.parametrize("reason", [RuntimeError(), BrokenPipeError(), errors.Cancelled(), TimeoutError()])
def test_what_the_guard_raises_comes_out_unchanged_and_nothing_is_sent(
    serve: Serve, connect: Connect, reason: BaseException
) -> None:
    server = serve()
    with pytest.raises(type(reason)) as caught:
        connect(server.url, guard=Witness(refuse=reason)).send(LIST)
    assert caught.value is reason
    assert server.requests == []


def test_a_cancel_ends_a_call_that_waits_for_headers(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.wait())
    guard = Witness()
    guard.end = server.asked
    with pytest.raises(errors.Cancelled) as caught:
        connect(server.url, guard=guard).send(LIST)
    assert not server.over.is_set()
    assert (caught.value.sent, caught.value.retryable) == (True, False)


def test_a_cancel_ends_a_stream(serve: Serve, connect: Connect) -> None:
    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        exchange.say(chunk(b'data: {"n": 1}\n\n'))
        exchange.wait()

    guard = Witness()
    stream = connect(serve(script).url, guard=guard).stream(Request())
    assert next(stream) == {"n": 1}
    guard.end.set()
    with pytest.raises(errors.Cancelled):
        next(stream)


def test_a_cancel_before_the_request_leaves_sends_nothing(serve: Serve, connect: Connect) -> None:
    server = serve()
    guard = Witness()
    guard.end.set()
    with pytest.raises(errors.Cancelled) as caught:
        connect(server.url, guard=guard).send(LIST)
    assert (caught.value.sent, server.requests) == (False, [])


def test_a_cancel_ends_a_call_in_the_middle_of_a_tls_handshake(serve: Serve, connect: Connect) -> None:
    server = serve(raw=lambda _line: None)

    class Guard(Witness):
        def cancelled(self) -> bool:
            return server.connections > 0

    with pytest.raises(errors.Cancelled) as caught:
        connect(server.url.replace("http:", "https:"), guard=Guard()).send(LIST)
    assert not caught.value.sent


def test_a_guard_that_fails_to_answer_does_not_end_the_call(serve: Serve, connect: Connect) -> None:
    class Broken(Witness):
        def cancelled(self) -> bool:
            raise RuntimeError("the database is away")

    connect(serve().url, guard=Broken()).send(LIST).close()


def test_the_deadline_ends_a_call_that_waits_for_headers(
    serve: Serve, connect: Connect, overdue: Overdue
) -> None:
    server = serve(lambda exchange: exchange.wait())
    overdue(server)
    with pytest.raises(errors.TimedOut, match="too long to answer") as caught:
        connect(server.url).send(LIST)
    assert not server.over.is_set()
    assert (caught.value.sent, caught.value.retryable) == (True, False)


@pytest.mark.parametrize("headers", [{"content_length": "1000000"}, {"connection": "close"}])
def test_the_deadline_ends_a_body_that_trickles(
    serve: Serve, connect: Connect, overdue: Overdue, headers: dict[str, str]
) -> None:
    def trickle(exchange: Exchange) -> None:
        exchange.head(200, **headers)
        while not exchange.over.wait(0.05):
            exchange.say(b".")

    server = serve(trickle)
    overdue(server)
    with pytest.raises(errors.TimedOut, match="too long to answer") as caught:
        connect(server.url).send(LIST)
    assert caught.value.sent


def test_the_deadline_ends_headers_that_trickle(serve: Serve, connect: Connect, overdue: Overdue) -> None:
    def trickle(exchange: Exchange) -> None:
        exchange.say(b"HTTP/1.1 200 OK\r\nX: ")
        while not exchange.over.wait(0.05):
            exchange.say(b".")

    server = serve(trickle)
    overdue(server)
    with pytest.raises(errors.TimedOut, match="too long to answer") as caught:
        connect(server.url).send(LIST)
    assert caught.value.sent


def test_a_silent_server_is_given_up(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.wait())
    with pytest.raises(errors.TimedOut, match="silent") as caught:
        connect(server.url, timeouts=Timeouts(connect=60, read=0.3)).send(LIST)
    assert caught.value.sent


def test_a_refused_connection_is_unreachable_and_may_be_tried_again(connect: Connect) -> None:
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # it has a port, and does not listen there
        with pytest.raises(errors.Unreachable) as caught:
            connect(f"http://127.0.0.1:{deaf.getsockname()[1]}/v1").send(LIST)
    assert (caught.value.retryable, caught.value.sent) == (True, False)
    assert "refused" in caught.value.detail


def test_a_name_that_does_not_exist_is_unreachable(connect: Connect) -> None:
    with pytest.raises(errors.Unreachable):
        connect("http://no-such-host.invalid/v1").send(LIST)


def test_a_certificate_that_nobody_vouches_for_stops_the_request(
    serve: Serve, connect: Connect, certificate: ssl.SSLContext
) -> None:
    server = serve(tls=certificate)
    with pytest.raises(errors.Untrusted) as caught:
        connect(server.url).send(LIST)
    assert (caught.value.retryable, caught.value.sent, server.requests) == (False, False, [])


def test_https_works_with_a_certificate_of_ones_own_authority(
    serve: Serve,
    connect: Connect,
    certificate: ssl.SSLContext,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.pem"))
    connect(serve(tls=certificate).url).send(LIST).close()


def test_a_missing_certificate_file_is_told_before_sending(
    serve: Serve, connect: Connect, certificate: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere.pem")
    with pytest.raises(errors.Unsendable):
        connect(serve(tls=certificate).url).send(LIST)


def test_plain_http_on_a_tls_address_is_untrusted(serve: Serve, connect: Connect) -> None:
    server = serve(raw=lambda line: line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
    with pytest.raises(errors.Untrusted):
        connect(server.url.replace("http:", "https:")).send(LIST)


def test_a_line_that_goes_dead_before_the_headers_is_cut(serve: Serve, connect: Connect) -> None:
    def hang_up(exchange: Exchange) -> None:
        exchange.hang_up()

    with pytest.raises(errors.Cut) as caught:
        connect(serve(hang_up).url).send(LIST)
    assert (caught.value.sent, caught.value.retryable) == (True, False)


@pytest.mark.parametrize("headers", [{"content_length": "100"}, {"transfer_encoding": "chunked"}])
def test_a_line_that_goes_dead_in_the_body_is_cut(
    serve: Serve, connect: Connect, headers: dict[str, str]
) -> None:
    def hang_up(exchange: Exchange) -> None:
        exchange.head(200, **headers)
        exchange.say(chunk(b"half"))
        exchange.hang_up()

    with pytest.raises(errors.Cut):
        connect(serve(hang_up).url).send(LIST)


def test_the_client_can_be_used_again_after_a_call_was_ended(
    serve: Serve, connect: Connect, overdue: Overdue
) -> None:
    def script(exchange: Exchange) -> None:
        exchange.wait() if exchange.target == "/v1/slow" else exchange.json({"ok": True})

    server = serve(script)
    overdue(server)
    client = connect(server.url)
    with pytest.raises(errors.TimedOut):
        client.send(Request(method="GET", path="/slow"))
    with client.send(LIST) as answer:
        assert answer.json() == {"ok": True}


def test_many_calls_share_one_watching_thread(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.wait())
    guard = Witness()

    def call() -> None:
        with pytest.raises(errors.Cancelled):
            connect(server.url, guard=guard).send(LIST)

    threads = [threading.Thread(target=call) for _ in range(8)]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(server.requests) == 8)
    guard.end.set()
    for thread in threads:
        thread.join()
    assert sum(thread.name == "watcher" for thread in threading.enumerate()) == 1
