"""The judge of answers: JSON, errors, streams, and answers that are not JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.openapi.judge import judge_answer

MESSAGE = {"role": "assistant", "content": "Hi", "refusal": None}
CHOICE = {"index": 0, "message": MESSAGE, "finish_reason": "stop", "logprobs": None}
USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
CHAT = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m", "choices": [CHOICE]}
CHUNK = {
    "id": "chatcmpl-1",
    "object": "chat.completion.chunk",
    "created": 1,
    "model": "m",
    "choices": [{"index": 0, "delta": {"content": "Hi"}, "finish_reason": None}],
}
ENVELOPE = {"error": {"message": "No.", "type": "invalid_request_error", "param": None, "code": None}}
MODEL = {"id": "m", "object": "model", "created": 1, "owned_by": "openai", "shutdown_date": "2026-12-01"}
STREAM = "text/event-stream"


def answer(method: str, path: str, data: Any, status: int = 200) -> list[str]:
    """What the judge says of an answer of JSON."""
    return judge_answer(method, path, status, "application/json", json.dumps(data).encode())


def stream(path: str, *events: Any, end: str = "data: [DONE]\n\n") -> list[str]:
    """What the judge says of a stream of these events."""
    text = "".join(f"data: {json.dumps(event)}\n\n" for event in events) + end
    return judge_answer("POST", path, 200, f"{STREAM}; charset=utf-8", text.encode())


@pytest.mark.parametrize(
    ("method", "path", "data"),
    [
        ("POST", "/v1/chat/completions", CHAT | {"usage": USAGE, "system_fingerprint": "fp"}),
        ("GET", "/models", {"object": "list", "data": [MODEL, MODEL | {"shutdown_date": None}]}),
        (
            "POST",
            "/images/generations",
            {"created": 1, "data": [{"b64_json": "AAAA"}], "output_format": "gif"},
        ),
        ("POST", "/audio/transcriptions", {"text": "Hi", "languages": [{"code": "en"}]}),
        (
            "POST",
            "/audio/transcriptions",
            {"duration": 1.5, "language": "english", "text": "Hi", "segments": []},
        ),
        ("POST", "/audio/translations", {"text": "Hi"}),
        ("DELETE", "/files/file-1", {"id": "file-1", "object": "file", "deleted": True}),
        ("DELETE", "/responses/resp_1", {"id": "resp_1", "object": "response.deleted", "deleted": True}),
        (
            "POST",
            "/conversations",
            {"id": "conv_1", "object": "conversation", "created_at": 1, "metadata": {}},
        ),
    ],
)
def test_a_right_answer_has_no_problems(method: str, path: str, data: Any) -> None:
    assert answer(method, path, data) == []


@pytest.mark.parametrize(
    ("method", "path", "data", "said"),
    [
        ("POST", "/chat/completions", CHAT | {"choises": []}, "choises"),
        (
            "POST",
            "/chat/completions",
            CHAT | {"choices": [CHOICE | {"finish_reason": "done"}]},
            "finish_reason",
        ),
        ("POST", "/chat/completions", {**CHAT, "created": "now"}, "created"),
        ("GET", "/models", {"object": "list", "data": [{"id": "m"}]}, "data[0]"),
        ("POST", "/audio/translations", {"txt": "Hi"}, "text"),
        ("POST", "/nowhere", {}, "does not exist"),
        ("POST", "/models", {}, "takes GET"),
    ],
)
def test_a_wrong_answer_is_refused_by_the_name_of_what_is_wrong(
    method: str, path: str, data: Any, said: str
) -> None:
    assert said in " / ".join(answer(method, path, data))


def test_an_error_is_judged_as_the_envelope_whatever_its_path() -> None:
    assert answer("POST", "/nowhere", ENVELOPE, 404) == []
    assert answer("POST", "/chat/completions", ENVELOPE, 429) == []
    assert answer("POST", "/chat/completions", {"error": "No."}, 400) != []
    assert judge_answer("GET", "/models", 500, "text/html", b"<h1>Oops</h1>") != []


def test_a_success_is_not_an_error() -> None:
    assert answer("POST", "/chat/completions", ENVELOPE) != []
    assert answer("POST", "/chat/completions", CHAT, 201) != []


def test_answers_that_are_not_json_are_judged_by_their_type() -> None:
    assert judge_answer("POST", "/audio/speech", 200, "audio/mpeg", b"ID3") == []
    assert judge_answer("GET", "/files/file-1/content", 200, "application/octet-stream", b"x") == []
    assert judge_answer("POST", "/audio/transcriptions", 200, "text/plain; charset=utf-8", b"Hi") == []
    assert judge_answer("POST", "/chat/completions", 200, "text/plain", b"Hi") != []
    assert judge_answer("POST", "/audio/speech", 200, "application/json", b"{}") != []


def test_a_right_stream_has_no_problems() -> None:
    assert stream("/chat/completions", CHUNK, CHUNK | {"choices": [], "usage": USAGE}) == []


def test_a_legacy_completion_streams_its_own_object() -> None:
    choice = {"index": 0, "text": "Hi", "finish_reason": "stop", "logprobs": None}
    piece = {"id": "cmpl-1", "object": "text_completion", "created": 1, "model": "m", "choices": [choice]}
    begun = piece | {"choices": [choice | {"finish_reason": None}], "usage": None}
    assert stream("/completions", begun, piece) == []
    assert stream("/completions", CHUNK) != []


def test_events_with_comments_names_and_any_line_ends_are_read() -> None:
    text = f": hello\r\n\r\nevent: image\r\ndata: {json.dumps(CHUNK)}\r\n\r\ndata: [DONE]\r\n\r\n"
    assert judge_answer("POST", "/chat/completions", 200, STREAM, text.encode()) == []


def test_each_event_of_a_stream_is_judged() -> None:
    assert "event 1" in stream("/chat/completions", CHUNK, CHUNK | {"objekt": 1})[0]


def test_a_named_event_must_be_of_the_type_that_its_data_says() -> None:
    event = {"type": "transcript.text.delta", "delta": "Hi"}
    done = {"type": "transcript.text.done", "text": "Hi"}
    right = f"event: {event['type']}\ndata: {json.dumps(event)}\n\ndata: {json.dumps(done)}\n\n"
    path = "/audio/transcriptions"
    assert judge_answer("POST", path, 200, STREAM, right.encode()) == []
    wrong = right.replace("event: transcript.text.delta", "event: transcript.text.done")
    assert "named" in judge_answer("POST", path, 200, STREAM, wrong.encode())[0]


def test_a_stream_that_was_cut_is_refused() -> None:
    assert stream("/chat/completions", CHUNK, end="") == ["the stream does not end with [DONE]"]
    delta = {"type": "transcript.text.delta", "delta": "Hi"}
    assert stream("/audio/transcriptions", delta, end="") == ["the stream ends before its last event"]
    assert stream("/chat/completions", end="") == ["the stream is empty"]


def test_a_stream_may_end_with_an_error() -> None:
    assert stream("/chat/completions", CHUNK, ENVELOPE, end="") == []


def test_nothing_follows_the_end_of_a_stream() -> None:
    assert stream("/chat/completions", CHUNK, end="data: [DONE]\n\ndata: [DONE]\n\n") == [
        "event 2: after the end"
    ]
