"""Files are kept, listed, given back and deleted, each account its own."""

import time
from typing import Any

import openai
import pytest
import requests
from pytest_django import Settings

from practice import uploads
from practice.endpoints import files
from tests.practice.conftest import Call


def upload(
    call: Call,
    content: bytes = b"hello",
    *,
    name: str = "notes.txt",
    purpose: str = "user_data",
    more: dict[str, Any] | None = None,
    **request: Any,
) -> requests.Response:
    data = {"purpose": purpose, **(more or {})}
    return call("files", files={"file": (name, content)}, data=data, **request)


def test_a_file_comes_back_as_it_was(call: Call) -> None:
    content = bytes(range(256)) * 1000
    file = upload(call, content, name="bytes.bin").json()
    assert (file["bytes"], file["filename"], file["purpose"]) == (256_000, "bytes.bin", "user_data")
    assert call(f"files/{file['id']}").json() == file
    assert call(f"files/{file['id']}/content").content == content


@pytest.mark.parametrize("purpose", files.PURPOSES)
def test_a_file_is_kept_for_every_purpose(call: Call, purpose: str) -> None:
    answer = upload(call, b'{"a": 1}\n', name="lines.jsonl", purpose=purpose)
    assert answer.json()["purpose"] == purpose


def test_a_deleted_file_is_gone(call: Call) -> None:
    name = upload(call).json()["id"]
    assert call(f"files/{name}", method="DELETE").json()["deleted"] is True
    assert call(f"files/{name}").status_code == 404
    assert call(f"files/{name}", method="DELETE").status_code == 404


def test_an_account_sees_its_own_files_only(call: Call) -> None:
    name = upload(call).json()["id"]
    assert call(f"files/{name}", key="sk-practice-other").status_code == 404
    assert call("files", key="sk-practice-other").json()["data"] == []


def test_files_are_listed_a_page_at_a_time(call: Call) -> None:
    names = [upload(call, name=f"{number}.txt").json()["id"] for number in range(3)]
    first = call("files?limit=2").json()
    assert [file["id"] for file in first["data"]] == names[:0:-1]
    assert first["has_more"] is True
    rest = call(f"files?limit=2&after={first['last_id']}").json()
    assert [file["id"] for file in rest["data"]] == names[:1]
    assert rest["has_more"] is False
    assert [file["id"] for file in call("files?order=asc").json()["data"]] == names


def test_files_are_listed_by_purpose(call: Call) -> None:
    upload(call)
    upload(call, b'{"a": 1}\n', name="train.jsonl", purpose="fine-tune")
    assert [file["filename"] for file in call("files?purpose=fine-tune").json()["data"]] == ["train.jsonl"]


def test_a_file_may_expire(call: Call, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    more = {"expires_after[anchor]": "created_at", "expires_after[seconds]": "3600"}
    file = upload(call, more=more).json()
    assert file["expires_at"] == file["created_at"] + 3600
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 3601)
    assert call(f"files/{file['id']}").status_code == 404


def test_the_input_of_a_batch_is_kept_for_a_month(call: Call) -> None:
    file = upload(call, b"{}\n", name="batch.jsonl", purpose="batch").json()
    assert file["expires_at"] - file["created_at"] == 30 * 24 * 3600


def test_the_oldest_files_go_when_there_are_too_many(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST", 2)
    names = [upload(call).json()["id"] for _ in range(3)]
    assert [file["id"] for file in call("files").json()["data"]] == [names[2], names[1]]


def test_the_oldest_files_go_when_they_are_too_large(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "ROOM", 5_000)
    names = [upload(call, b"x" * 2_000).json()["id"] for _ in range(3)]
    assert [file["id"] for file in call("files").json()["data"]] == [names[2], names[1]]


def test_a_file_for_assistants_is_not_given_out(call: Call) -> None:
    name = upload(call, purpose="assistants").json()["id"]
    answer = call(f"files/{name}/content")
    assert answer.status_code == 400
    assert "Not allowed to download files of purpose: assistants" in answer.text


@pytest.mark.parametrize(
    ("content", "line"), [(b'{"a": 1}\n[1]\n', 2), (b'{"a": 1\n', 1), (b'{"a": 1}\n\n\xff\n', 3)]
)
def test_a_line_that_is_no_object_is_refused_by_its_number(call: Call, content: bytes, line: int) -> None:
    answer = upload(call, content, name="train.jsonl", purpose="fine-tune")
    assert answer.status_code == 400
    assert f"Line {line} " in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("purpose", "more", "code", "param"),
    [
        ("homework", {}, "invalid_value", "purpose"),
        ("", {}, "invalid_value", "purpose"),
        ("vision", {"colour": "red"}, "unknown_parameter", "colour"),
        ("batch", {}, None, "file"),
        (
            "vision",
            {"expires_after[anchor]": "now", "expires_after[seconds]": 3600},
            "invalid_value",
            "expires_after.anchor",
        ),
        (
            "vision",
            {"expires_after[anchor]": "created_at"},
            "missing_required_parameter",
            "expires_after[seconds]",
        ),
        (
            "vision",
            {"expires_after[anchor]": "created_at", "expires_after[seconds]": 60},
            "integer_below_min_value",
            "expires_after[seconds]",
        ),
    ],
)
def test_what_openai_refuses_is_refused(
    call: Call, purpose: str, more: dict[str, Any], code: str | None, param: str
) -> None:
    answer = upload(call, purpose=purpose, more=more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


@pytest.mark.parametrize("query", ["limit=0", "limit=10001", "limit=many", "order=up", "after=file-none"])
def test_a_list_that_cannot_be_cut_so_is_refused(call: Call, query: str) -> None:
    assert call(f"files?{query}").status_code == 400


def test_an_empty_file_is_refused(call: Call) -> None:
    assert upload(call, b"").json()["error"]["param"] == "file"


@pytest.mark.parametrize("name", ["file-none", "..", "%2e%2e%2fjournal.jsonl"])
def test_an_unknown_file_is_not_found(call: Call, name: str) -> None:
    assert call(f"files/{name}/content").status_code == 404


def test_the_official_client_keeps_files(client: openai.OpenAI) -> None:
    kept = client.files.create(
        file=("notes.txt", b"hello"),
        purpose="user_data",
        expires_after={"anchor": "created_at", "seconds": 7200},
    )
    assert [file.id for file in client.files.list(limit=1)] == [kept.id]
    assert client.files.retrieve(kept.id).filename == "notes.txt"
    assert client.files.content(kept.id).read() == b"hello"
    assert client.files.delete(kept.id).deleted is True
