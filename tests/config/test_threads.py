"""Between the event loop and the threads: bodies on their way in, answers on their way out."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from config.threads import SMALL, Threaded
from tests.conftest import awaited

Start = Callable[..., Any]
LARGE = b"x" * SMALL


class Caller:
    """A web server with one request: `pieces` are of its body; an error comes in the place of one."""

    def __init__(self, *pieces: bytes | Exception, **headers: str) -> None:
        self.pieces, self.headers = list(pieces), headers
        self.messages: list[dict[str, Any]] = []
        self.told = threading.Event()

    async def receive(self) -> dict[str, Any]:
        piece = self.pieces.pop(0)
        if isinstance(piece, Exception):
            raise piece
        return {"type": "http.request", "body": piece, "more_body": bool(self.pieces)}

    async def send(self, message: dict[str, Any]) -> None:
        self.messages.append(message)
        self.told.set()

    def ask(self, wsgi: Any) -> bytes:
        """Return the body of the answer."""
        scope: Any = {
            "type": "http",
            "method": "POST",
            "path": "/",
            "query_string": b"",
            "http_version": "1.1",
        }
        scope["headers"] = [
            (name.replace("_", "-").encode(), value.encode()) for name, value in self.headers.items()
        ]
        awaited(Threaded(wsgi, 1)(scope, self.receive, self.send))  # type: ignore[arg-type]  # messages are dicts
        return b"".join(message.get("body", b"") for message in self.messages)


def echo(environ: dict[str, Any], start: Start) -> list[bytes]:
    said = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    start("200 OK", [("Content-Length", str(len(said)))])
    return [said]


def test_a_small_body_is_there_however_many_pieces_it_comes_in() -> None:
    assert Caller(b"when is ", b"the tide in", content_length="19").ask(echo) == b"when is the tide in"


def test_a_request_without_a_body_waits_for_none() -> None:
    assert Caller().ask(echo) == b""


def test_of_a_large_body_no_more_is_taken_than_is_asked_for() -> None:
    def first_of(environ: dict[str, Any], start: Start) -> list[bytes]:
        start("413 Too Large", [])
        return [environ["wsgi.input"].read(5)]

    caller = Caller(LARGE, LARGE, content_length=str(2 * SMALL))

    assert (caller.ask(first_of), len(caller.pieces)) == (b"xxxxx", 1)


@pytest.mark.parametrize("length", [{"transfer_encoding": "chunked"}, {"content_length": "many"}])
def test_a_body_that_does_not_say_its_length_is_left_until_it_is_read(length: dict[str, str]) -> None:
    def unread(_environ: dict[str, Any], start: Start) -> list[bytes]:
        start("411 Length Required", [])
        return [b"no"]

    caller = Caller(b"never read", **length)

    assert (caller.ask(unread), caller.pieces) == (b"no", [b"never read"])


def test_a_body_that_breaks_off_is_an_error_to_whoever_reads_it() -> None:
    def told(environ: dict[str, Any], start: Start) -> list[bytes]:
        with pytest.raises(ConnectionResetError):
            environ["wsgi.input"].read(19)
        start("400 Bad Request", [])
        return [b"it broke off"]

    assert Caller(b"when is ", ConnectionResetError(), content_length="19").ask(told) == b"it broke off"


def test_an_answer_says_its_status_and_headers_first() -> None:
    caller = Caller(b"hello", content_length="5")
    caller.ask(echo)

    head, *_, end = caller.messages
    assert (head["status"], head["headers"]) == (200, [(b"content-length", b"5")])
    assert not end.get("more_body")


def test_a_page_goes_out_when_its_thread_is_done() -> None:
    done: list[bool] = []

    class Page(list[bytes]):
        def close(self) -> None:
            done.append(caller.told.is_set())

    caller = Caller()
    caller.ask(lambda _environ, start: start("200 OK", [("Content-Length", "4")]) and Page([b"page"]))

    assert done == [False]


@pytest.mark.parametrize("headers", [[], [("Content-Length", "8")]])
def test_a_piece_goes_out_before_the_next_is_made(headers: list[tuple[str, str]]) -> None:
    def pieces(_environ: dict[str, Any], start: Start) -> Iterator[bytes]:
        start("200 OK", headers)
        yield b"word"
        assert caller.told.wait(60)
        yield b"word"

    caller = Caller()

    assert caller.ask(pieces) == b"wordword"


def test_an_answer_that_fails_is_closed_and_not_ended() -> None:
    closed = threading.Event()

    class Failing:
        def __iter__(self) -> Iterator[bytes]:
            yield b"so far"
            raise RuntimeError

        def close(self) -> None:
            closed.set()

    caller = Caller()
    with pytest.raises(RuntimeError):
        caller.ask(lambda _environ, start: start("200 OK", []) and Failing())

    assert closed.is_set()
    assert caller.messages[-1] == {"type": "http.response.body", "body": b"so far", "more_body": True}
