from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions import outputs
from actions.registry import get
from tests.catalog.performing import Server, errors_of, kept, values_of

SLUG = "upload-a-file"
BATCH = b'{"custom_id": "1", "method": "POST", "url": "/v1/responses", "body": {}}\n'


def upload(content: bytes = b"Some notes", name: str = "notes.txt") -> dict[str, Any]:
    return {"file": SimpleUploadedFile(name, content, "text/plain")}


def test_a_file_is_sent_for_its_purpose() -> None:
    request = get(SLUG).request(values_of(SLUG, upload(), purpose="user_data"))

    assert request.path == "/files"
    assert request.form == (("purpose", "user_data"),)
    (file,) = request.files
    assert (file.field, file.filename, file.content_type) == ("file", "notes.txt", "text/plain")


def test_the_file_can_be_kept_under_another_name() -> None:
    values = values_of(SLUG, upload(), purpose="assistants", filename="minutes.txt")

    assert get(SLUG).request(values).files[0].filename == "minutes.txt"
    assert get(SLUG).headline(values) == "minutes.txt"
    assert get(SLUG).headline(values_of(SLUG, upload(), purpose="assistants")) == "notes.txt"


def test_a_time_to_delete_it_is_counted_from_its_creation() -> None:
    request = get(SLUG).request(values_of(SLUG, upload(), purpose="user_data", expires_after_hours="24"))

    assert dict(request.form) == {
        "purpose": "user_data",
        "expires_after[seconds]": "86400",
        "expires_after[anchor]": "created_at",
    }


@pytest.mark.parametrize("hours", ["0", "721", "1.5"])
def test_a_time_outside_the_range_is_refused(hours: str) -> None:
    errors = errors_of(SLUG, upload(), purpose="user_data", expires_after_hours=hours)

    assert "expires_after_hours" in errors


def test_lines_of_json_are_taken() -> None:
    assert errors_of(SLUG, upload(BATCH, "lines.jsonl"), purpose="batch") == {}
    assert errors_of(SLUG, upload(b'{"messages": []}\n', "lines.JSONL"), purpose="fine-tune") == {}
    assert errors_of(SLUG, upload(BATCH, "lines.txt"), purpose="batch", filename="lines.jsonl") == {}


@pytest.mark.parametrize(
    ("content", "purpose", "complaint"),
    [
        (BATCH + b"{oops\n", "batch", "Line 2 is not valid JSON"),
        (BATCH + b'{"custom_id": "2"}\n', "batch", "Line 2 has no “method”."),
        (b"{}\n[1]\n", "fine-tune", "Line 2 is not a JSON object"),
        (BATCH * 50_001, "batch", "more than 50,000 lines"),
    ],
)
def test_the_first_bad_line_is_told(content: bytes, purpose: str, complaint: str) -> None:
    assert complaint in errors_of(SLUG, upload(content, "lines.jsonl"), purpose=purpose)["file"][0]


@pytest.mark.parametrize("purpose", ["batch", "fine-tune"])
def test_a_purpose_of_lines_needs_the_extension(purpose: str) -> None:
    assert ".jsonl" in errors_of(SLUG, upload(BATCH, "lines.txt"), purpose=purpose)["file"][0]
    errors = errors_of(SLUG, upload(BATCH, "lines.jsonl"), purpose=purpose, filename="lines.txt")
    assert ".jsonl" in errors["filename"][0]


def test_other_purposes_take_any_file() -> None:
    for purpose in ("assistants", "vision", "user_data", "evals"):
        assert errors_of(SLUG, upload(b"\0\1", "a.bin"), purpose=purpose) == {}


@pytest.mark.parametrize(("purpose", "megabytes"), [("user_data", 512), ("batch", 200)])
def test_a_file_over_the_limit_is_refused_unread(purpose: str, megabytes: int) -> None:
    files = upload(b"not json", "lines.jsonl")
    files["file"].size = megabytes * 1024 * 1024 + 1

    assert f"{megabytes}.0" in errors_of(SLUG, files, purpose=purpose)["file"][0]


def test_the_file_is_known_by_its_id() -> None:
    body = {"id": "file-abc", "object": "file", "bytes": 10, "purpose": "user_data"}

    assert kept(SLUG, values_of(SLUG, upload(), purpose="user_data"), Server(body)) == [
        outputs.RemoteFile("file-abc", body)
    ]


def test_repeating_it_would_make_a_copy() -> None:
    assert get(SLUG).costs({"purpose": "user_data"})
