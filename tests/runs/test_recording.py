"""What an action yields becomes rows and files, all of them or none."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import OperationalError

from actions import outputs
from runs.models import Attempt, Output, Run
from runs.recording import LostRun, Recording
from tests.processes import Office
from tests.runs.conftest import Ask


@pytest.fixture
def recording(office: Office, ask: Ask) -> Recording:
    run = ask()
    attempt = run.claim("worker")
    assert attempt
    return Recording(run, attempt)


def image(content: bytes = b"pixels") -> outputs.Image:
    return outputs.Image(file=BytesIO(content), filename="cat.png", media_type="image/png", alt="A cat")


def preview(content: bytes) -> outputs.Preview:
    return outputs.Preview(file=BytesIO(content), filename="cat.png", media_type="image/png")


def succeed(recording: Recording) -> bool:
    moved = recording.end(recording.attempt.succeed, whole=True)
    recording.forget()
    return moved


def contents() -> list[bytes]:
    return [path.read_bytes() for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_each_kind_of_value_becomes_an_output(recording: Recording) -> None:
    values: list[outputs.Value] = [
        outputs.Text("Hello", plain=True),
        outputs.Json({"a": 1}),
        outputs.Table(("x", "y"), [(1, 2)]),
        outputs.Transcript("Hi", (outputs.Segment(0, 1.5, "Hi", "Ann"),), "en", 1.5),
        outputs.Verdict(True, (outputs.Score("Hate", 0.9, True),), "Text 1"),
        outputs.RemoteFile("file-1", {"bytes": 3}),
        image(),
    ]
    for value in values:
        recording.take(value)
    assert succeed(recording)
    text, data, table, transcript, verdict, remote, picture = Output.objects.filter(run=recording.run)
    assert (text.kind, text.text, text.data) == ("text", "Hello", {"plain": True})
    assert (data.kind, data.data) == ("json", {"a": 1})
    assert table.data == {"columns": ["x", "y"], "rows": [[1, 2]]}
    assert transcript.data
    assert transcript.data["segments"] == [{"start": 0, "end": 1.5, "text": "Hi", "speaker": "Ann"}]
    scores = [{"category": "Hate", "score": 0.9, "flagged": True}]
    assert (verdict.note, verdict.data) == ("Text 1", {"flagged": True, "scores": scores})
    assert (remote.kind, remote.text, remote.data) == ("remotefile", "file-1", {"bytes": 3})
    assert (picture.kind, picture.size, picture.alt, picture.file.read()) == ("image", 6, "A cat", b"pixels")
    picture.file.close()


def test_usage_and_remarks_stay_with_the_run(recording: Recording) -> None:
    recording.take(outputs.Usage({"total_tokens": 5}))
    recording.take(outputs.Notice("Stopped at the token limit."))
    succeed(recording)
    recording.run.refresh_from_db()
    assert recording.run.usage == {"total_tokens": 5}
    assert recording.run.notices == ["Stopped at the token limit."]


def test_progress_shows_while_it_runs(recording: Recording) -> None:
    recording.take(outputs.Progress("Part 3 of 7"))
    recording.run.refresh_from_db()
    assert recording.run.progress == "Part 3 of 7"


def test_a_preview_replaces_the_one_before_and_goes_at_the_end(recording: Recording) -> None:
    recording.take(preview(b"blurred"))
    recording.take(preview(b"sharper"))
    assert Output.objects.get().preview
    assert contents() == [b"sharper"]
    recording.take(image(b"sharp"))
    succeed(recording)
    assert not Output.objects.get().preview
    assert contents() == [b"sharp"]


def test_an_attempt_that_lost_its_run_leaves_neither_rows_nor_files(recording: Recording) -> None:
    recording.take(image())
    recording.attempt.requeue()
    assert not succeed(recording)
    assert not Output.objects.exists()
    assert contents() == []


def test_no_preview_of_an_attempt_that_lost_its_run_is_shown(recording: Recording) -> None:
    recording.attempt.requeue()
    with pytest.raises(LostRun):
        recording.take(preview(b"blurred"))
    recording.forget()
    assert contents() == []


def test_words_that_a_whole_text_follows_are_not_kept_twice(recording: Recording) -> None:
    for value in (outputs.Delta("Hel"), outputs.Delta("lo"), outputs.Text("Hello")):
        recording.take(value)
    succeed(recording)
    assert Output.objects.get().text == "Hello"


def test_what_had_come_is_kept_when_it_fails(recording: Recording) -> None:
    for value in (image(), outputs.Delta("Hel", 0), outputs.Delta("Moin", 1), outputs.Delta("lo", 0)):
        recording.take(value)
    recording.end(lambda record: recording.attempt.fail({"message": "Cut"}, record))
    recording.forget()
    kept = [(output.kind, output.text, output.note) for output in recording.run.outputs.all()]
    assert kept == [("image", "", ""), ("text", "Hello", "Incomplete"), ("text", "Moin", "Incomplete")]
    assert len(contents()) == 1


def test_text_that_no_database_takes_is_mended(recording: Recording) -> None:
    recording.take(outputs.Delta("\ud83d"))
    recording.take(outputs.Delta("\ude00 a\0b \udc00"))
    succeed(recording)
    assert Output.objects.get().text == "\U0001f600 ab \ufffd"


def test_a_transaction_that_fails_and_is_tried_again_stores_everything_once(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording.take(image())
    recording.take(outputs.Text("Hello"))
    close, failures = Attempt._close, iter([True])

    def fail_once(attempt: Attempt, *args: Any) -> None:
        close(attempt, *args)
        if next(failures, False):
            raise OperationalError("database is locked")

    monkeypatch.setattr(Attempt, "_close", fail_once)
    assert succeed(recording)
    assert [output.kind for output in Output.objects.all()] == ["image", "text"]
    assert Run.objects.get().state == "succeeded"


def test_the_files_stay_when_only_the_word_of_success_was_lost(recording: Recording) -> None:
    recording.take(image())
    recording.attempt.succeed(recording.record)  # it did succeed, and nobody heard
    assert not succeed(recording)
    assert contents() == [b"pixels"]


def test_a_disk_that_takes_nothing_leaves_nothing(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording.take(image())

    def full(storage: FileSystemStorage, name: str, content: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full)
    with pytest.raises(OSError, match="No space"):
        recording.take(image())
    recording.attempt.requeue()
    recording.forget()
    assert contents() == []
