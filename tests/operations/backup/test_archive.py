"""The backup's file: what is not whole is known before anything is touched."""

import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from operations.backup.archive import DamagedError, Manifest, Reader, Writer, checked
from people.models import User
from tests.processes import Office

MADE_AT = "2026-11-24T09:30:00+00:00"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A small backup."""
    path = tmp_path / "backup.tar.gz"
    with path.open("wb") as content:
        writer = Writer(content)
        writer.add("rows/people.user/000000.jsonl", b'{"id":1}\n' * 5000)
        writer.stream("media/a/ü", 300_000, io.BytesIO(bytes(range(250)) * 1200))
        writer.close(Manifest(MADE_AT, [["people", "0001_initial"]], tables={"people.user": 5000}, files=1))
    return path


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write the file again after a change to its parts, its check sums as they have to be."""
    with Reader(file) as reader:
        parts = {member.name: member.read() for member in reader.members()}
    change(parts)
    with tarfile.open(file, "w:gz") as tar:
        for name, content in parts.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def test_what_was_written_is_read(file: Path) -> None:
    manifest = checked(file)
    assert (manifest.made_at, manifest.tables, manifest.files) == (MADE_AT, {"people.user": 5000}, 1)
    with Reader(file) as reader:
        parts = [(member.name, member.size, b"".join(member.chunks())) for member in reader.members()]
    assert [name for name, *_ in parts] == ["rows/people.user/000000.jsonl", "media/a/ü", "manifest.json"]
    assert parts[1][1:] == (300_000, bytes(range(250)) * 1200)


@pytest.mark.parametrize("place", [0, 1, 10, 0.3, 0.6, -6, -2])
def test_one_wrong_bit_is_noticed_wherever_it_is(file: Path, place: float) -> None:
    content = bytearray(file.read_bytes())
    content[int(place * len(content)) if 0 < place < 1 else int(place)] ^= 4
    file.write_bytes(content)
    with pytest.raises(DamagedError, match=r"backup\.tar\.gz is damaged"):
        checked(file)


@pytest.mark.parametrize("part", [0, 0.001, 0.5, 0.999])
def test_an_end_that_is_missing_is_noticed(file: Path, part: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(part * len(content))])
    with pytest.raises(DamagedError, match="is damaged, or no backup of Workroom"):
        checked(file)


def test_a_part_that_was_changed_taken_out_or_added_is_noticed(file: Path) -> None:
    whole = file.read_bytes()

    def changed(parts: dict[str, bytes]) -> None:
        parts["media/a/ü"] = parts["media/a/ü"][:-1] + b"!"

    def shorter(parts: dict[str, bytes]) -> None:
        del parts["media/a/ü"]

    def longer(parts: dict[str, bytes]) -> None:
        parts["media/b"] = b"after the end"

    def headless(parts: dict[str, bytes]) -> None:
        del parts["manifest.json"]

    for damage in (changed, shorter, longer, headless):
        file.write_bytes(whole)
        rewritten(file, damage)
        with pytest.raises(DamagedError, match="what it holds is not what was written"):
            checked(file)


@pytest.mark.parametrize("content", [b"", b"a picture, say", gzip.compress(b"text", mtime=0)])
def test_another_kind_of_file_is_no_backup(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(DamagedError, match="is damaged, or no backup of Workroom"):
        checked(file)


def test_a_file_of_a_newer_form_is_not_guessed_at(file: Path) -> None:
    def newer(parts: dict[str, bytes]) -> None:
        manifest = {**json.loads(parts["manifest.json"]), "format": 2, "and": "more"}
        parts["manifest.json"] = json.dumps(manifest).encode()

    rewritten(file, newer)
    with pytest.raises(DamagedError, match="was made by a newer version of Workroom"):
        checked(file)


def test_a_damaged_backup_is_refused_with_a_sentence_and_nothing_is_touched(
    office: Office, file: Path
) -> None:
    User.objects.create_user("alice")
    file.write_bytes(file.read_bytes()[:-30])
    with pytest.raises(CommandError) as refusal:
        call_command("restore", file, "--replace")
    sentence = f"{file} is damaged, or no backup of Workroom (Compressed file ended before the end-of-stream"
    assert str(refusal.value).startswith(sentence)
    assert User.objects.get().username == "alice"


def test_a_file_that_is_not_there_is_named(office: Office, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"There is no file .*nowhere\.tar\.gz\."):
        call_command("restore", tmp_path / "nowhere.tar.gz")


def test_a_backup_of_a_newer_workroom_is_refused(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "newer.tar.gz"
    with path.open("wb") as content:
        Writer(content).close(Manifest(MADE_AT, [["runs", "0001_initial"], ["runs", "9999_next_year"]]))
    with pytest.raises(CommandError, match=r"by a newer version of Workroom, which has runs\.9999_next_year"):
        call_command("restore", path)
