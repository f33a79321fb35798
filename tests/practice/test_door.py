"""Who gets in, what is written down, and what every answer carries."""

import json
from pathlib import Path

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from practice import journal
from practice.door import check_origin
from practice.refusals import Refusal
from tests.practice.conftest import KEY, Call

HELLO = {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}


def test_a_key_of_another_kind_is_refused_without_being_repeated(call: Call) -> None:
    answer = call("models", key="sk-proj-0123456789abcdef")
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "invalid_api_key"
    assert "0123456789" not in answer.text


def test_a_missing_key_is_refused(call: Call) -> None:
    answer = call("models", headers={"Authorization": ""})
    assert answer.status_code == 401
    assert answer.json()["error"]["code"] is None


def test_a_key_may_come_as_azure_sends_it(call: Call) -> None:
    assert call("models", headers={"Authorization": "", "api-key": KEY}).status_code == 200


def test_an_account_without_credit_is_told_so(call: Call) -> None:
    answer = call("chat/completions", HELLO, key="sk-practice-no-credit")
    assert answer.status_code == 429
    assert answer.json()["error"]["type"] == "insufficient_quota"
    assert answer.json()["error"]["code"] == "insufficient_quota"


def test_an_account_without_permission_is_told_so(call: Call) -> None:
    assert call("models", key="sk-practice-forbidden").status_code == 403


def test_an_account_may_have_no_models(call: Call) -> None:
    assert call("models", key="sk-practice-no-models").json()["data"] == []


def test_an_unknown_address_is_refused_in_the_envelope(call: Call) -> None:
    answer = call("threads", {"messages": []})
    assert answer.status_code == 404
    assert answer.json()["error"]["message"] == "Invalid URL (POST /v1/threads)"


def test_a_wrong_method_is_refused_and_the_right_one_named(call: Call) -> None:
    answer = call("models", {}, method="POST")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET"


def test_an_unknown_model_is_not_found(call: Call) -> None:
    assert call("models/gpt-9").json()["error"]["code"] == "model_not_found"


def test_every_answer_carries_the_headers_of_openai(call: Call) -> None:
    for answer in (call("models"), call("models/nothing"), call("chat/completions", HELLO)):
        assert answer.headers["x-request-id"].startswith("req_")
        assert answer.headers["openai-processing-ms"].isdigit()
        assert answer.headers["openai-version"] == "2020-10-01"
        assert answer.headers["x-ratelimit-reset-requests"] == "6ms"


@pytest.mark.parametrize("name", ["é", "x" * 513])
def test_a_client_request_id_that_openai_refuses_is_refused(call: Call, name: str) -> None:
    answer = call("models", headers={"X-Client-Request-Id": name.encode("latin-1")})
    assert answer.status_code == 400


def test_callers_from_elsewhere_are_turned_away(settings: Settings) -> None:
    with pytest.raises(Refusal) as caught:
        check_origin(RequestFactory().get("/", REMOTE_ADDR="192.0.2.7"))
    assert caught.value.status == 403


def test_callers_through_a_proxy_are_turned_away(call: Call) -> None:
    assert call("models", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 403


def test_practice_can_be_opened_to_others(settings: Settings, call: Call) -> None:
    settings.PRACTICE_OPEN = True
    assert call("models", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 200


def test_the_journal_shows_an_account_its_own_requests_only(call: Call) -> None:
    call("chat/completions", HELLO, headers={"X-Client-Request-Id": "mine-1"})
    call("models/nothing", key="sk-practice-somebody-else")
    (line,) = call("practice/journal").json()["data"]
    assert (line["path"], line["model"], line["status"]) == ("/practice/v1/chat/completions", "gpt-4o", 200)
    assert line["client_request_id"] == "mine-1"


def test_the_journal_holds_neither_keys_nor_words(call: Call) -> None:
    call("chat/completions", {**HELLO, "messages": [{"role": "user", "content": "a secret wish"}]})
    text = journal.path().read_text()
    assert KEY not in text
    assert "secret wish" not in text


def test_the_journal_does_not_grow_without_end(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "LARGEST", 1000)
    for _ in range(20):
        call("models")
    assert journal.path().stat().st_size < 2000
    files = sorted(path.name for path in journal.path().parent.glob("journal*"))
    assert files == ["journal.1.jsonl", "journal.jsonl"]
    assert all(json.loads(line) for line in journal.path().read_text().splitlines())


@pytest.mark.parametrize(
    "body", [b"{", b"[1]", b'{"model": "\xff"}', b"[" * 100_000, b'{"model": "\\ud800"}']
)
def test_a_body_that_is_no_json_object_is_refused(call: Call, body: bytes) -> None:
    answer = call("chat/completions", data=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 400


def test_a_body_of_another_type_is_refused(call: Call) -> None:
    answer = call("chat/completions", data="model=gpt-4o")
    assert answer.json()["error"]["code"] == "unsupported_content_type"
    answer = call("audio/transcriptions", {"model": "whisper-1"})
    assert answer.json()["error"]["code"] == "unsupported_content_type"


def test_a_broken_form_is_refused(call: Call) -> None:
    headers = {"Content-Type": "multipart/form-data"}
    assert call("audio/transcriptions", data=b"nothing", headers=headers).status_code == 400


def test_a_failure_of_practice_itself_keeps_the_envelope(
    call: Call, settings: Settings, tmp_path: Path
) -> None:
    settings.PRACTICE_DIR = tmp_path
    (tmp_path / "accounts").write_text("a file where the turns of a fault would be counted")
    answer = call("models", fault="keep-alive; times=1")
    assert answer.status_code == 500
    assert answer.json()["error"]["type"] == "server_error"
