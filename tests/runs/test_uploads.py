"""Uploads on their way to storage, and storage that takes none."""

import errno
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client

from connections.models import Connection
from runs.models import Attachment, Run
from runs.models.files import AttachmentQuerySet
from runs.views.ask import NO_ROOM
from tests.runs.pages import HTMX, TRANSCRIPTION, a_connection, a_recording


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def full() -> Iterator[None]:
    error = OSError(errno.ENOSPC, "No space left on device")
    with patch.object(FileSystemStorage, "_save", side_effect=error):
        yield


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def form(line: Connection, model: str = "whisper-1") -> dict[str, Any]:
    return {"connection": line.pk, "model": model, "prompt": "Names: Ada", "file": a_recording()}


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without a script", "htmx"])
def test_a_form_whose_file_cannot_be_kept_says_so_and_keeps_what_was_typed(
    as_alice: Client, line: Connection, full: None, headers: dict[str, str]
) -> None:
    answer = as_alice.post(TRANSCRIPTION, form(line), headers=headers)
    assert answer.status_code == 422
    assert NO_ROOM in text(answer)
    assert "Names: Ada" in text(answer)
    assert not Run.objects.exists()
    assert not Attachment.objects.exists()


def test_a_form_that_needs_correcting_says_so_too(as_alice: Client, line: Connection, full: None) -> None:
    answer = as_alice.post(TRANSCRIPTION, form(line, model=""))
    assert answer.status_code == 422
    assert NO_ROOM in text(answer)
    assert not Attachment.objects.exists()


def test_a_run_whose_files_cannot_be_copied_is_not_run_again(as_alice: Client, line: Connection) -> None:
    as_alice.post(TRANSCRIPTION, form(line))
    run = Run.objects.get()
    with patch.object(FileSystemStorage, "_save", side_effect=OSError(errno.EROFS, "Read-only")):
        answer = as_alice.post(f"{run.get_absolute_url()}repeat/", follow=True)
    assert NO_ROOM in text(answer)
    assert Run.objects.get() == run


def test_an_upload_on_its_way_has_no_name_that_a_dead_process_would_leave_behind(
    as_alice: Client, line: Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "on-their-way"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    keep, seen = AttachmentQuerySet.keep, list[list[Path]]()

    def look(self: AttachmentQuerySet, owner: Any, field: str, file: Any) -> Attachment:
        seen.append(list(folder.iterdir()))
        return keep(self, owner, field, file)

    monkeypatch.setattr(AttachmentQuerySet, "keep", look)
    as_alice.post(TRANSCRIPTION, form(line))
    assert seen == [[]]
    with Run.objects.get().inputs() as values:
        assert values["file"].read() == a_recording().read()
