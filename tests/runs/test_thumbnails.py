"""Small copies of pictures: made once by the worker, kept beside the picture, and gone with it."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.test import Client
from PIL import Image

from actions import outputs
from runs import thumbnails
from runs.models import Attachment, Output, Run, Stray
from runs.recording import Recording
from runs.sweep import drop_strays
from tests.catalog.pictures import picture
from tests.processes import Office
from tests.runs.conftest import Ask
from tests.runs.pages import a_connection, a_file, a_run, answered, body


def png(size: tuple[int, int] = (1000, 500)) -> bytes:
    return bytes(picture("sea.png", size).read())


def turned() -> bytes:
    """Return a photo that a camera took on its side."""
    content, exif = io.BytesIO(), Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (1000, 500)).save(content, "JPEG", exif=exif)
    return content.getvalue()


def files() -> set[str]:
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def recording(office: Office, ask: Ask) -> Recording:
    run = ask()
    attempt = run.claim("worker")
    assert attempt
    return Recording(run, attempt)


def recorded(recording: Recording, content: bytes) -> Output:
    recording.take(outputs.Image(file=io.BytesIO(content), filename="sea.png", media_type="image/png"))
    assert recording.end(recording.attempt.succeed, whole=True)
    recording.forget()
    return recording.run.outputs.get()


@pytest.mark.parametrize(("content", "size"), [(png(), (1000, 500)), (turned(), (500, 1000))])
def test_the_worker_keeps_a_small_copy_and_the_size(
    recording: Recording, content: bytes, size: tuple[int, int]
) -> None:
    output = recorded(recording, content)
    assert (output.width, output.height) == size
    with output.thumbnail.open() as file, Image.open(file) as small:
        assert (small.format, max(small.size)) == ("WEBP", 384)
        assert (small.width > small.height) == (size[0] > size[1])
    assert files() == set(output.names())
    assert not Stray.objects.exists()


def test_what_is_no_picture_has_none(recording: Recording) -> None:
    output = recorded(recording, b"pixels")
    assert not output.thumbnail
    assert output.width is None
    assert files() == {output.file.name}


def test_a_small_copy_that_cannot_be_kept_costs_nobody_the_picture(
    recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = FileSystemStorage.save

    def full(self: FileSystemStorage, name: str, content: Any) -> str:
        if content.size < len(png()):
            raise OSError("No space left on device")
        return save(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "save", full)
    output = recorded(recording, png())
    assert not output.thumbnail
    assert files() == {output.file.name}


def test_an_attempt_that_lost_its_run_leaves_no_copy(recording: Recording) -> None:
    recording.take(outputs.Image(file=io.BytesIO(png()), filename="sea.png", media_type="image/png"))
    Run.objects.update(attempt=None)
    assert not recording.end(recording.attempt.succeed)
    recording.forget()
    assert files() == set()


@pytest.fixture
def old(alice: Any) -> Output:
    """A picture from before there were small copies."""
    run = answered(a_run(alice, a_connection()), a_file(png(), "sea.png", "image/png"))
    run.outputs.update(kind="image")
    return run.outputs.get()


def looked_at(client: Client, row: Output | Attachment) -> bytes:
    return body(client.get(f"{row.get_absolute_url()}?small"))


@pytest.mark.django_db
def test_one_from_before_is_made_when_it_is_first_asked_for_and_kept(
    as_alice: Client, old: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = looked_at(as_alice, old)
    old.refresh_from_db()
    assert (old.width, old.height) == (1000, 500)
    assert files() == set(old.names())
    assert not Stray.objects.exists()
    monkeypatch.setattr(thumbnails, "thumbnail", None)  # there is no making another
    assert looked_at(as_alice, old) == first


@pytest.mark.django_db
def test_an_uploads_is_made_when_it_is_first_asked_for(as_alice: Client, alice: Any) -> None:
    kept = Attachment.objects.keep(alice, "image", picture("sea.png", (1000, 500)))
    assert looked_at(as_alice, kept)[8:12] == b"WEBP"
    kept.refresh_from_db()
    assert kept.thumbnail
    assert kept.width == 1000


@pytest.mark.django_db
def test_one_that_is_missing_is_made_again(as_alice: Client, old: Output) -> None:
    first = looked_at(as_alice, old)
    old.refresh_from_db()
    default_storage.delete(str(old.thumbnail.name))
    assert looked_at(as_alice, old) == first
    old.refresh_from_db()
    assert files() == set(old.names())


@pytest.mark.django_db
def test_of_two_made_at_once_one_is_kept(old: Output) -> None:
    also = Output.objects.get(pk=old.pk)
    assert thumbnails.small_of(old) == thumbnails.small_of(also)
    old.refresh_from_db()
    assert files() == set(old.names())


@pytest.mark.django_db
def test_a_disk_that_is_full_shows_the_copy_all_the_same(
    as_alice: Client, old: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any) -> str:
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(FileSystemStorage, "save", full)
        assert looked_at(as_alice, old)[8:12] == b"WEBP"
    old.refresh_from_db()
    assert not old.thumbnail
    drop_strays()
    assert files() == {old.file.name}


@pytest.mark.django_db(transaction=True)
def test_it_goes_with_its_picture(as_alice: Client, old: Output) -> None:
    looked_at(as_alice, old)
    assert len(files()) == 2
    Run.objects.get().delete()
    assert files() == set()
    assert not Stray.objects.exists()


@pytest.mark.django_db
def test_nobody_else_gets_it(as_bob: Client, old: Output) -> None:
    assert as_bob.get(f"{old.get_absolute_url()}?small").status_code == 404


@pytest.mark.django_db
def test_a_page_leaves_room_for_a_picture_of_known_size(as_alice: Client, old: Output) -> None:
    room = 'width="1000" height="500" data-shape="wide"'
    page = old.run.get_absolute_url()
    assert room not in as_alice.get(page).content.decode()
    looked_at(as_alice, old)
    assert room in as_alice.get(page).content.decode()
