"""Files as browsers ask for them: whole, in ranges, to keep, and never as something that runs."""

import io
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from PIL import Image

from runs.models import Attachment, Output, Run
from tests.runs.pages import a_connection, a_file, a_recording, a_run, answered, body

CONTENT = bytes(range(256)) * 1000


@pytest.fixture
def run(alice: Any) -> Run:
    return a_run(alice, a_connection())


@pytest.fixture
def recording(run: Run) -> Output:
    answered(run, output := a_file(CONTENT, "speech.mp3", "audio/mpeg", "audio"))
    return output


def fetch(client: Client, output: Output | Attachment, query: str = "", **headers: str) -> Any:
    return client.get(output.get_absolute_url() + query, headers=headers)


def test_a_whole_file_says_that_parts_of_it_can_be_had(as_alice: Client, recording: Output) -> None:
    answer = fetch(as_alice, recording)
    assert answer.status_code == 200
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Content-Length"] == str(len(CONTENT))
    assert body(answer) == CONTENT


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100000-", 100_000, 255_999),
        ("bytes=-500", 255_500, 255_999),
        ("bytes=255999-400000", 255_999, 255_999),
        ("bytes=-999999", 0, 255_999),
        ("bytes=65530-131080", 65_530, 131_080),
    ],
)
def test_a_range_is_answered_by_just_that(
    as_alice: Client, recording: Output, wanted: str, start: int, end: int
) -> None:
    answer = fetch(as_alice, recording, range=wanted)
    assert answer.status_code == 206
    assert answer.headers["Content-Range"] == f"bytes {start}-{end}/256000"
    assert answer.headers["Content-Length"] == str(end - start + 1)
    assert body(answer) == CONTENT[start : end + 1]


@pytest.mark.parametrize("wanted", ["bytes=256000-", "bytes=-0", "bytes=999999-1000000"])
def test_a_range_outside_the_file_cannot_be_had(as_alice: Client, recording: Output, wanted: str) -> None:
    answer = fetch(as_alice, recording, range=wanted)
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, "bytes */256000")


@pytest.mark.parametrize("wanted", ["bytes=5-2", "bytes=-", "bytes=0-1,5-9", "lines=1-2", "nonsense"])
def test_what_is_no_single_range_gets_the_whole(as_alice: Client, recording: Output, wanted: str) -> None:
    answer = fetch(as_alice, recording, range=wanted)
    assert (answer.status_code, body(answer)) == (200, CONTENT)


def test_a_range_of_another_version_gets_the_whole(as_alice: Client, recording: Output) -> None:
    answer = fetch(as_alice, recording, range="bytes=0-9", if_range='"another"')
    assert (answer.status_code, len(body(answer))) == (200, len(CONTENT))


def test_a_browser_that_has_the_file_keeps_it(as_alice: Client, recording: Output) -> None:
    first = fetch(as_alice, recording)
    body(first)
    assert "private" in first.headers["Cache-Control"]
    assert fetch(as_alice, recording, if_none_match=first.headers["ETag"]).status_code == 304


@pytest.mark.parametrize(
    ("media_type", "inline"),
    [
        ("image/png", True),
        ("audio/mpeg", True),
        ("video/mp4", True),
        ("text/html", False),
        ("image/svg+xml", False),
        ("application/pdf", False),
        ("text/html\r\nX-Evil: 1", False),
        ("text/plain;\r\nX-Evil: 1", False),
        ("", False),
    ],
)
def test_only_what_cannot_run_is_shown(as_alice: Client, run: Run, media_type: str, inline: bool) -> None:
    answered(run, output := a_file(b"<script>", "x.bin", media_type))
    answer = fetch(as_alice, output)
    body(answer)
    assert answer.headers["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert answer.headers["Content-Type"] == (media_type if inline else "application/octet-stream")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert ("sandbox" in answer.headers["Content-Security-Policy"]) is not inline


def test_a_download_is_asked_for(as_alice: Client, recording: Output) -> None:
    answer = fetch(as_alice, recording, "?download")
    body(answer)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="speech.mp3"'


@pytest.mark.parametrize(
    "name", ['a"b\\c.png', "Größe 日本.png", "a?b#c%d.png", "../../etc/passwd", "a/b.png"]
)
def test_any_name_of_a_file_works(as_alice: Client, run: Run, name: str) -> None:
    answered(run, output := a_file(b"x", name, "application/x-thing"))
    answer = fetch(as_alice, output)
    assert body(answer) == b"x"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")


def test_a_name_beyond_ascii_is_encoded(as_alice: Client, run: Run) -> None:
    answered(run, output := a_file(b"x", "Größe.png", "image/png"))
    answer = fetch(as_alice, output, "?download")
    body(answer)
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''Gr%C3%B6%C3%9Fe.png"


def test_a_file_that_is_no_longer_there_is_not_found(as_alice: Client, recording: Output) -> None:
    default_storage.delete(str(recording.file.name))
    assert fetch(as_alice, recording).status_code == 404


def test_an_empty_file_is_served(as_alice: Client, run: Run) -> None:
    answered(run, output := a_file(b"", "empty.bin", "application/x-thing"))
    assert body(fetch(as_alice, output)) == b""
    assert fetch(as_alice, output, range="bytes=0-").status_code == 416


def test_an_upload_is_served_to_its_owner(as_alice: Client, alice: Any) -> None:
    kept = Attachment.objects.keep(alice, "file", a_recording())
    answer = fetch(as_alice, kept)
    assert answer.headers["Content-Type"] == "audio/mpeg"
    assert len(body(answer)) == kept.size


def test_a_picture_is_had_small(as_alice: Client, run: Run) -> None:
    content = io.BytesIO()
    Image.new("RGBA", (1000, 500), "red").save(content, "PNG")
    answered(run, output := a_file(content.getvalue(), "sea.png", "image/png", "image"))
    answer = fetch(as_alice, output, "?small")
    assert answer.headers["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(body(answer))) as picture:
        assert picture.size == (384, 192)


def test_a_picture_that_cannot_be_read_is_had_as_it_is(as_alice: Client, run: Run) -> None:
    answered(run, output := a_file(b"no picture", "sea.png", "image/png", "image"))
    assert body(fetch(as_alice, output, "?small")) == b"no picture"
