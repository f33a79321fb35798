"""Trouble to order: each fault arrives as asked, and stops when it was asked to."""

import json
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from practice import damage
from practice.faults import Fault
from tests.practice.conftest import Call

HELLO: dict[str, Any] = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}
STREAMED = {**HELLO, "stream": True}


def ask(call: Call, fault: str, body: dict[str, Any] = STREAMED) -> requests.Response:
    return call("chat/completions", body, fault=fault)


def blocks(answer: requests.Response) -> list[str]:
    """Return what stands between the blank lines of a stream."""
    return answer.content.decode().split("\n\n")


def words(answer: requests.Response) -> int:
    return answer.text.count('"delta": {"content": "')


def test_a_fault_happens_as_often_as_asked_and_then_no_more(call: Call) -> None:
    statuses = [ask(call, "503; times=2", HELLO).status_code for _ in range(4)]
    assert statuses == [503, 503, 200, 200]


def test_each_account_and_each_text_counts_its_own_times(call: Call) -> None:
    assert ask(call, "500; times=1", HELLO).status_code == 500
    assert ask(call, "500; times=1; tag=another", HELLO).status_code == 500
    assert call("models", key="sk-practice-other", fault="500; times=1").status_code == 500
    assert ask(call, "500; times=1", HELLO).status_code == 200


def test_a_fault_without_times_does_not_stop(call: Call) -> None:
    assert [ask(call, "500", HELLO).status_code for _ in range(3)] == [500] * 3


@pytest.mark.parametrize(
    ("fault", "status", "kind", "code"),
    [
        ("429", 429, "requests", "rate_limit_exceeded"),
        ("500", 500, "server_error", None),
        ("503", 503, "service_unavailable_error", "server_is_overloaded"),
        ("409", 409, "conflict_error", None),
        ("insufficient_quota", 429, "insufficient_quota", "insufficient_quota"),
        ("400; code=unsupported_value; param=top_p", 400, "invalid_request_error", "unsupported_value"),
        ("429; type=rate_limit_error; code=slow_down", 429, "rate_limit_error", "slow_down"),
    ],
)
def test_a_status_comes_in_the_envelope(call: Call, fault: str, status: int, kind: str, code: str) -> None:
    answer = ask(call, fault)
    assert answer.status_code == status
    assert (answer.json()["error"]["type"], answer.json()["error"]["code"]) == (kind, code)
    assert answer.headers["x-request-id"]


def test_the_wait_can_be_given_in_every_way(call: Call) -> None:
    assert "Retry-After" not in ask(call, "429").headers
    assert ask(call, "429; retry-after=2").headers["Retry-After"] == "2"
    assert ask(call, "429; retry-after-ms=50").headers["Retry-After-Ms"] == "50"
    dated = ask(call, "429; retry-after=date+90").headers
    later = parsedate_to_datetime(dated["Retry-After"]) - parsedate_to_datetime(dated["Date"])
    assert 85 <= later.total_seconds() <= 95


def test_a_gateway_answers_with_a_page(call: Call) -> None:
    answer = ask(call, "502-html")
    assert (answer.status_code, answer.headers["Content-Type"]) == (502, "text/html")
    assert "Bad Gateway" in answer.text


def test_a_redirect_names_the_other_address(call: Call) -> None:
    answer = ask(call, "redirect; to=http://other.example:99/v1")
    assert (answer.status_code, answer.headers["Location"]) == (307, "http://other.example:99/v1")


def test_an_unknown_fault_is_refused(call: Call) -> None:
    for fault in ("earthquake", "200", "99", "429; times=often", "slow; seconds=long"):
        assert ask(call, fault).json()["error"]["param"] == "X-Practice-Fault"


def test_a_slow_answer_waits_before_its_headers(call: Call) -> None:
    answer = ask(call, "slow; seconds=0.3")
    assert answer.elapsed.total_seconds() >= 0.3
    assert answer.text.endswith("data: [DONE]\n\n")


def test_a_slow_answer_can_keep_its_own_pace(call: Call) -> None:
    with call("chat/completions", STREAMED, fault="slow; words=100", stream=True) as answer:
        assert len(list(answer.iter_lines())) > 80
        assert answer.headers["Content-Type"].startswith("text/event-stream")


def test_a_cut_stream_ends_in_the_middle_of_an_event(call: Call) -> None:
    answer = ask(call, "cut; words=5")
    assert len(blocks(answer)) == 6
    assert not answer.content.endswith(b"\n\n")
    assert "[DONE]" not in answer.text


def test_a_cut_answer_is_half_an_answer(call: Call) -> None:
    answer = ask(call, "cut", HELLO)
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_cut_answer_is_noted_as_incomplete(call: Call) -> None:
    ask(call, "cut")
    (line,) = call("practice/journal").json()["data"]
    assert line["complete"] is False


@pytest.mark.parametrize("body", [HELLO, STREAMED])
def test_a_truncated_answer_is_shorter(call: Call, body: dict[str, Any]) -> None:
    assert len(ask(call, "truncated", body).content) < len(ask(call, "keep-alive", body).content)


def test_a_stream_may_lack_its_last_word(call: Call) -> None:
    answer = ask(call, "no-done")
    assert '"finish_reason": "stop"' in answer.text
    assert "[DONE]" not in answer.text


def test_a_stream_may_end_in_an_error(call: Call) -> None:
    *_, last, end = blocks(ask(call, "error-event; words=3"))
    assert end == ""
    assert json.loads(last.removeprefix("data: "))["error"]["type"] == "server_error"
    assert len(blocks(ask(call, "error-event; words=3"))) == 5


def test_an_answer_may_be_an_error_in_spite_of_its_status(call: Call) -> None:
    answer = ask(call, "error-event", HELLO)
    assert answer.status_code == 200
    assert answer.json()["error"]["type"] == "server_error"


def test_comments_may_stand_between_the_events(call: Call) -> None:
    plain, kept = ask(call, "no-done"), ask(call, "keep-alive")
    assert kept.text.count(": keep-alive\n\n") == len(blocks(plain))
    assert ask(call, "keep-alive", HELLO).json()["object"] == "chat.completion"


def test_one_event_may_be_no_json_and_the_rest_goes_on(call: Call) -> None:
    answer = ask(call, "malformed; words=4")
    bad = [block for block in blocks(answer) if "not JSON" in block]
    assert len(bad) == 1
    assert answer.text.endswith("data: [DONE]\n\n")


def test_an_answer_may_be_no_json(call: Call) -> None:
    answer = ask(call, "malformed", HELLO)
    assert answer.headers["Content-Type"] == "application/json"
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


@pytest.mark.parametrize("body", [HELLO, STREAMED])
def test_an_answer_may_be_of_another_type_or_shape(call: Call, body: dict[str, Any]) -> None:
    assert ask(call, "wrong-type", body).headers["Content-Type"] == "text/html"
    assert "choices" not in ask(call, "wrong-shape", body).json()


def test_an_answer_may_trickle(call: Call) -> None:
    answer = ask(call, "trickle; bytes=100; seconds=0.001", HELLO)
    assert answer.json()["object"] == "chat.completion"


def test_letters_may_arrive_in_two_parts(call: Call) -> None:
    parts = list(damage.split_utf8(iter(["“é”".encode()]), Fault("split-utf8"), False))
    assert parts == [b"\xe2", b"\x80\x9c\xc3", b"\xa9\xe2", b"\x80\x9d"]
    assert "“Hello”" in ask(call, "split-utf8", HELLO).json()["choices"][0]["message"]["content"]


def test_faults_reach_every_endpoint(call: Call) -> None:
    assert call("models", fault="500").status_code == 500
    speech = {"model": "tts-1", "voice": "alloy", "input": "Hello"}
    whole = call("audio/speech", speech).content
    assert len(call("audio/speech", speech, fault="truncated; words=0").content) < len(whole)
    picture = {"model": "gpt-image-1.5", "prompt": "A fox", "stream": True, "partial_images": 2}
    events = call("images/generations", picture, fault="error-event; words=1").text.split("\n\n")
    assert events[0].startswith("event: image_generation.partial_image")
    assert '"error"' in events[1]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("moderations", {"input": "Hello"}),
        ("embeddings", {"model": "text-embedding-3-small", "input": "Hello"}),
        ("conversations", {}),
        ("vector_stores", {}),
        ("responses", {"model": "gpt-4o", "input": "Hello"}),
        ("files", None),
        ("conversations/conv_none/items", None),
        ("containers/cntr_none/files/cfile_none/content", None),
    ],
)
def test_every_endpoint_can_be_in_trouble(call: Call, path: str, body: Any) -> None:
    answer = call(path, body, fault="503; retry-after=1; times=1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "1")
    assert call(path, body, fault="503; retry-after=1; times=1").status_code in (200, 404)


def test_a_form_can_be_in_trouble(call: Call) -> None:
    files, data = {"file": ("notes.txt", b"hello")}, {"purpose": "user_data"}
    assert call("files", files=files, data=data, fault="500; times=1").status_code == 500
    kept = call("files", files=files, data=data, fault="500; times=1").json()["id"]
    half = call(f"files/{kept}/content", fault="truncated; words=0")
    assert len(half.content) < 5


def test_a_streamed_response_can_break_off(call: Call) -> None:
    body = {"model": "gpt-4o", "input": "Hello", "stream": True}
    *_, last, end = blocks(call("responses", body, fault="error-event; words=6"))
    assert end == ""
    assert json.loads(last.removeprefix("data: "))["error"]["type"] == "server_error"
    broken = call("responses", body, fault="malformed; words=6").text
    assert "not JSON" in broken
    assert "response.completed" in broken
