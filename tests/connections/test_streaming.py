"""Streams from a real server: in time, whole, or an error."""

import json
import threading
from collections.abc import Callable
from typing import Any

import pytest

from connections import errors
from connections.client import Client, Request
from tests.connections.server import Exchange, Server, chunk

Serve = Callable[..., Server]
Connect = Callable[..., Client]


def data(*objects: Any) -> bytes:
    return b"".join(b"data: %s\n\n" % json.dumps(item).encode() for item in objects)


def word(text: str, finish: str | None = None, index: int = 0) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": {"content": text}, "finish_reason": finish}]}


@pytest.fixture
def stream(serve: Serve, connect: Connect) -> Callable[..., list[dict[str, Any]]]:
    def read(*pieces: bytes) -> list[dict[str, Any]]:
        server = serve(lambda exchange: exchange.events(*pieces))
        return list(connect(server.url).stream(Request(json={})))

    return read


Stream = Callable[..., list[dict[str, Any]]]


def test_each_object_is_given_out_until_done(stream: Stream) -> None:
    assert stream(data({"a": 1}, {"a": 2}), b"data: [DONE]\n\n", data({"a": 3})) == [{"a": 1}, {"a": 2}]


def test_words_come_out_while_the_rest_is_not_written_yet(serve: Serve, connect: Connect) -> None:
    come = [threading.Event() for _ in range(5)]

    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        for number, heard in enumerate(come):
            exchange.say(chunk(data({"n": number})))
            assert heard.wait(60)
        exchange.say(chunk(b"data: [DONE]\n\n"), b"0\r\n\r\n")

    for item in connect(serve(script).url).stream(Request()):
        come[item["n"]].set()
    assert all(heard.is_set() for heard in come)


def test_the_events_name_becomes_the_type(stream: Stream) -> None:
    events = stream(b'event: image_generation.completed\ndata: {"b64_json": "x"}\n\n')
    assert events == [{"b64_json": "x", "type": "image_generation.completed"}]


@pytest.mark.parametrize(
    "last",
    [
        {"type": "transcript.text.done"},
        {"type": "response.completed"},
        {"type": "response.failed"},
        {"type": "response.incomplete"},
        word("", "stop"),
    ],
)
def test_a_stream_may_end_without_done_after_its_last_event(stream: Stream, last: dict[str, Any]) -> None:
    assert stream(data({"type": "x.delta"}, last))[-1] == last


@pytest.mark.parametrize(
    "objects",
    [
        [],
        [word("half")],
        [{"type": "transcript.text.delta"}],
        [{"type": "response.output_text.done"}],
        [word("a", "stop", 0), word("b", None, 1)],
    ],
)
def test_a_stream_without_its_end_is_cut(stream: Stream, objects: list[dict[str, Any]]) -> None:
    with pytest.raises(errors.Cut) as caught:
        stream(data(*objects))
    assert (caught.value.sent, caught.value.retryable) == (True, False)


def test_what_came_before_the_cut_is_given_out(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.events(data(word("half"))))
    stream = connect(server.url).stream(Request())
    assert next(stream) == word("half")
    with pytest.raises(errors.Cut):
        next(stream)


def test_a_line_that_goes_dead_after_the_last_word_loses_nothing(serve: Serve, connect: Connect) -> None:
    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        exchange.say(chunk(data(word("all", "stop"))))
        exchange.hang_up()

    assert len(list(connect(serve(script).url).stream(Request()))) == 1


@pytest.mark.parametrize(
    "body",
    [
        data({"error": {"message": "Oh.", "code": "server_error"}}),
        data({"error": "Oh."}),
        b'event: error\ndata: {"message": "Oh."}\n\n',
        data({"type": "error", "message": "Oh.", "code": None}),
    ],
)
def test_an_error_within_the_stream_is_raised(stream: Stream, body: bytes) -> None:
    with pytest.raises(errors.ServerFailed) as caught:
        stream(data(word("half")), body)
    assert (caught.value.detail, caught.value.sent) == ("Oh.", True)
    assert caught.value.request_id == "req_1"


def test_an_error_that_is_null_is_none(stream: Stream) -> None:
    assert stream(data({"error": None, "type": "response.completed"}))


@pytest.mark.parametrize("line", [b"data: oops\n\n", b"data: [1]\n\n", b"data: 7\n\n"])
def test_an_event_that_is_no_object_is_malformed(stream: Stream, line: bytes) -> None:
    with pytest.raises(errors.Malformed):
        stream(line)


def test_a_server_that_does_not_stream_gives_one_object(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.json({"object": "chat.completion"}))
    assert list(connect(server.url).stream(Request())) == [{"object": "chat.completion"}]


def test_a_web_page_is_no_stream(serve: Serve, connect: Connect) -> None:
    server = serve(lambda exchange: exchange.answer(200, b"<html>", content_type="text/html"))
    with pytest.raises(errors.Malformed):
        list(connect(server.url).stream(Request()))


def test_a_refusal_is_raised_before_the_first_event(serve: Serve, connect: Connect) -> None:
    server = serve(
        lambda exchange: exchange.json({"error": {"message": "no", "code": "model_not_found"}}, 404)
    )
    with pytest.raises(errors.ModelNotFound):
        next(connect(server.url).stream(Request()))


def test_nothing_is_sent_until_the_first_event_is_asked_for(serve: Serve, connect: Connect) -> None:
    server = serve()
    stream = connect(server.url).stream(Request())
    assert server.connections == 0
    assert list(stream) == [{}]


def test_leaving_a_stream_early_hangs_up(serve: Serve, connect: Connect) -> None:
    hung_up: list[bool] = []

    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", transfer_encoding="chunked")
        exchange.say(chunk(data({"n": 1})))
        exchange.line.settimeout(60)
        hung_up.append(exchange.line.recv(1) == b"")
        exchange.over.set()

    server = serve(script)
    stream = connect(server.url).stream(Request())
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert server.over.wait(60)
    assert hung_up == [True]
