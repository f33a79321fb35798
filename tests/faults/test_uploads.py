"""Uploads that are attacks: archives, lines of JSON, recordings. None is unpacked, or unfolds into memory."""

import gzip
import io
import struct
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from actions import json_lines, listening, registry
from actions.catalog import upload_file
from actions.fields import JsonText
from actions.image_files import StillImage
from actions.uploads import File
from practice import sound
from runs.models import State
from tests.actions.bombs import MB, saved
from tests.catalog.performing import errors_of, values_of
from tests.faults.asking import Asked, Serve, follows, performed
from tests.faults.measuring import ON_LINUX, growth
from tests.faults.scripts import body
from tests.faults.table import Fault

pytestmark = ON_LINUX
ZEROS = bytes(30 * MB)


def cheaply(work: Callable[[], None], most: float = 8) -> None:
    """Assert that the work takes a moment, and no more than so many megabytes."""
    began = time.thread_time()
    assert growth(work) < most
    assert time.thread_time() - began < 5  # of the processor; 0.5 as a rule


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred() -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        entry = tarfile.TarInfo("../../etc/cron.d/evil")
        entry.size = len(ZEROS)
        archive.addfile(entry, io.BytesIO(ZEROS))
    return file.getvalue()


ARCHIVES = {
    "bomb.zip": zipped(zeros=ZEROS),
    "nested.zip": zipped(inner=zipped(zeros=ZEROS)),
    "letter.docx": zipped(**{"[Content_Types].xml": b"<x/>", "word/document.xml": ZEROS}),
    "tree.tar.gz": tarred(),
    "log.gz": gzip.compress(ZEROS),
}
PARTICULAR = {"a picture": StillImage(max_size=50 * MB), "a recording": listening.recording("")}
each_archive = pytest.mark.parametrize(("name", "content"), ARCHIVES.items(), ids=ARCHIVES)


@each_archive
def test_an_archive_is_sent_as_it_is_and_never_unpacked(name: str, content: bytes) -> None:
    sent: list[bytes] = []

    def work() -> None:
        file = SimpleUploadedFile(name, content, "text/plain")
        values = values_of("upload-a-file", {"file": file}, purpose="user_data")
        (upload,) = registry.get("upload-a-file").request(values).files
        sent.append(upload.file.read())

    cheaply(work)
    assert sent == [content]


@each_archive
@pytest.mark.parametrize(
    "field", [StillImage(max_size=50 * MB), listening.recording("")], ids=["picture", "sound"]
)
def test_an_archive_is_no_picture_and_no_recording_whatever_its_name(
    name: str, content: bytes, field: File
) -> None:
    with pytest.raises(ValidationError, match="whatever its name says"):
        field.clean(SimpleUploadedFile(f"{name}.png", content, "image/png"))


@pytest.mark.parametrize(
    ("content", "claimed", "kept"),
    [
        (saved("PNG"), "text/html", "image/png"),
        (zipped(a=b"b"), "image/png", "application/zip"),
        (b"<html><script>", "text/html", "text/html"),
        (b"<svg onload=x>", "image/svg+xml", "application/octet-stream"),
        (b"words", "audio/mpeg", "application/octet-stream"),
        (b"{}", "application/json", "application/json"),
        (b"words", "", "application/octet-stream"),
    ],
)
def test_what_a_file_is_its_content_says(content: bytes, claimed: str, kept: str) -> None:
    file = File(max_size=MB).clean(SimpleUploadedFile("a.png", content, claimed))
    assert file.content_type == kept


LINE = b'{"custom_id": "1", "method": "POST", "url": "/v1/x"'
LINES = {
    "a line of millions of values": LINE + b', "a": [' + b"[]," * 3_000_000 + b"[]]}\n",
    "a line that is nested without end": LINE + b', "a": ' + b"[" * 200_000 + b"\n",
    "a line that is nested deeply": LINE + b', "a": ' + b"[" * 300 + b"]" * 300 + b"}\n",
    "a number without end": LINE + b', "a": ' + b"9" * 9_000_000 + b"}\n",
    "a line without end": LINE + b" " * (17 * MB),
}


@pytest.mark.parametrize("content", LINES.values(), ids=LINES)
def test_lines_of_json_do_not_unfold(content: bytes) -> None:
    file = io.BytesIO(content)
    said: list[str | None] = []
    # The line itself is read, and its text: together twice its size.
    cheaply(lambda: said.append(json_lines.problem(file)), most=2.5 * len(content) / MB + 8)
    assert said[0]
    assert said[0].startswith("Line 1 ")


def test_of_very_many_lines_no_more_are_read_than_a_person_waits_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(upload_file.MOST_LINES, "fine-tune", 100)
    file = SimpleUploadedFile("many.jsonl", b"{}\n" * 2_000_000)
    errors: list[Any] = []
    cheaply(lambda: errors.append(errors_of("upload-a-file", {"file": file}, purpose="fine-tune")))
    assert "more than 100 lines" in errors[0]["file"][0]


@pytest.mark.parametrize(
    "text",
    ["[" * 100_000, "[" + "[]," * 1_200_000 + "[]]", '{"a":' * 300 + "1" + "}" * 300],
    ids=["brackets", "lists", "objects"],
)
def test_json_that_is_typed_does_not_unfold(text: str) -> None:
    field = JsonText(kinds=(dict, list))

    def work() -> None:
        with pytest.raises(ValidationError, match="holds too many values"):
            field.clean(text)

    cheaply(work, most=2 * len(text) / MB + 8)


def wave(channels: int = 1, rate: int = 24_000, bits: int = 16, claimed: int = 4_800) -> bytes:
    """Return a wave file whose head says what it likes."""
    head = struct.pack("<IHHIIHH", 16, 1, channels, rate, 48_000, 2, bits)
    data = b"data" + struct.pack("<I", claimed) + bytes(4_800)
    return b"RIFF" + struct.pack("<I", min(claimed + 36, 2**32 - 1)) + b"WAVEfmt " + head + data


MP4 = b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42"
RECORDINGS = {
    "65,535 channels": wave(channels=65_535),
    "no channel": wave(channels=0),
    "4 billion samples a second": wave(rate=2**32 - 1),
    "no samples": wave(rate=0),
    "65,535 bits": wave(bits=65_535),
    "4 GB of data": wave(claimed=2**32 - 1),
    "an ID3 tag of 256 MB": b"ID3\4\0\0\x7f\x7f\x7f\x7f" + b"\xff\xfb\x90\0" * 100,
    "an MP4 box of 2 GB": MP4 + struct.pack(">I", 2**31) + b"moov" + b"\xff" * 99,
    "a FLAC of nonsense": b"fLaC\x80\0\0\x22" + b"\xff" * 34,
    "an OGG of nonsense": b"OggS" + b"\xff" * 2_000,
}


@pytest.mark.parametrize("content", RECORDINGS.values(), ids=RECORDINGS)
def test_a_recording_with_an_absurd_head_costs_nothing(content: bytes) -> None:
    def work() -> None:
        listening.recording("").clean(SimpleUploadedFile("a.wav", content))
        try:
            assert sound.seconds(io.BytesIO(content)) < 1_000_000
        except sound.UndecodableError:
            return

    cheaply(work, most=20)


@pytest.mark.parametrize(
    "playlist",
    ["#EXTM3U\n#EXTINF:9,\nfile://{0}\n#EXT-X-ENDLIST\n", "ffconcat version 1.0\nfile '{0}'\n"],
    ids=["HLS", "concat"],
)
def test_a_playlist_that_calls_itself_a_recording_leads_to_no_other_file(
    playlist: str, tmp_path: Path
) -> None:
    other = tmp_path / "other.wav"
    other.write_bytes(wave())
    with pytest.raises(sound.UndecodableError):
        sound.seconds(io.BytesIO(playlist.format(other).encode()))


def test_an_answer_that_is_nested_too_deep_to_be_kept_cannot_be_used(asked: Asked, serve: Serve) -> None:
    script = body(b'{"data": ' + b"[" * 700 + b"]" * 700 + b"}")
    call = ("make-an-api-call", {"method": "POST", "url": "/v1/things"})
    run = asked(serve(script).url, Fault("deep", script, asked=call))
    run.owner.is_superuser = True
    run.owner.save()
    run = performed(run)
    assert run.state == State.FAILED
    follows(run, "It answers something else than was asked for")
