"""The recording server: what it keeps, and how it answers."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
import requests

from tests.openapi.upstream import Reply, Upstream


def test_it_keeps_a_request_as_it_came(upstream: Upstream) -> None:
    upstream.answer(Reply())
    requests.post(f"{upstream.url}/files?a=1&a=2", data=b"\x00\r\n", headers={"X-One": "yes"}, timeout=60)
    [request] = upstream.requests
    assert (request.method, request.path, request.query) == ("POST", "/v1/files", [("a", "1"), ("a", "2")])
    assert (request.headers["x-one"], request.body) == ("yes", b"\x00\r\n")


def test_it_puts_a_chunked_body_together(upstream: Upstream) -> None:
    upstream.answer(Reply())
    requests.post(upstream.url, data=iter([b"one ", b"two"]), timeout=60)
    assert upstream.requests[0].body == b"one two"


def test_it_answers_in_the_order_of_the_script_and_then_by_the_handler(upstream: Upstream) -> None:
    upstream.handler = lambda request: Reply.json({"path": request.path})
    upstream.answer(
        Reply.error(429, "Too many.", code="rate_limit_exceeded"), Reply.json({}, 503, retry_after="2")
    )
    first, second, third = (requests.get(f"{upstream.url}/models", timeout=60) for _ in range(3))
    assert (first.status_code, first.json()["error"]["code"]) == (429, "rate_limit_exceeded")
    assert (second.status_code, second.headers["Retry-After"]) == (503, "2")
    assert third.json() == {"path": "/v1/models"}


def test_it_says_so_where_the_test_has_no_answer(upstream: Upstream) -> None:
    answer = requests.get(f"{upstream.url}/models", timeout=60)
    assert (answer.status_code, answer.json()["error"]["message"]) == (
        500,
        "The test has no answer to GET /v1/models.",
    )


def test_pieces_arrive_as_they_are_made(upstream: Upstream) -> None:
    seen = threading.Event()

    def pieces() -> Iterator[bytes]:
        yield b"data: 1\n\n"
        assert seen.wait(60)
        yield b"data: 2\n\n"

    upstream.answer(Reply(pieces(), media_type="text/event-stream"))
    with requests.get(upstream.url, stream=True, timeout=60) as answer:
        lines = answer.iter_lines(chunk_size=1)
        assert next(lines) == b"data: 1"
        seen.set()
        assert b"data: 2" in list(lines)


def test_a_cut_answer_has_no_end(upstream: Upstream) -> None:
    upstream.answer(Reply(b"half", cut=True))
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.get(upstream.url, timeout=60)


def test_one_can_wait_for_a_request(upstream: Upstream) -> None:
    upstream.answer(Reply())
    client = threading.Thread(target=requests.get, args=(upstream.url,), kwargs={"timeout": 60})
    client.start()
    assert len(upstream.wait_for(1)) == 1
    client.join()
