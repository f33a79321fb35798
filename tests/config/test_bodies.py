"""How much may be sent where, and that it is decided before any of it is read."""

import tempfile
from io import BytesIO
from typing import IO, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import Settings

from actions import registry
from actions.rows import Rows
from actions.uploads import MEGABYTE, File
from connections.models import Connection
from runs.models import Attachment
from runs.uploading import MOST_TOGETHER, BoundedUpload, largest_body, limits_of, together

UPLOAD = "/actions/upload-a-file/"
pytestmark = pytest.mark.django_db


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_: Any) -> bytes:
        raise AssertionError("it was read")


def sent(client: Client, path: str, length: object, **headers: Any) -> Any:
    """Send a body that says how long it is, if it says so at all."""
    said = {"CONTENT_LENGTH": str(length)} if length is not None else {"HTTP_TRANSFER_ENCODING": "chunked"}
    body: dict[str, Any] = {"wsgi.input": Unread(), **said, **headers}
    return client.generic("POST", path, content_type="multipart/form-data; boundary=x", **body)


def test_a_form_with_too_large_a_file_is_refused_with_a_sentence_and_unread(as_alice: Client) -> None:
    answer = sent(as_alice, UPLOAD, 600 * MEGABYTE)
    assert answer.status_code == 413
    assert "That is 600.0\xa0MB together, and 532.0\xa0MB is the most" in answer.content.decode()
    assert "what you typed is still there" in answer.content.decode()


def test_a_script_gets_the_sentence_alone(as_alice: Client) -> None:
    answer = sent(as_alice, UPLOAD, 600 * MEGABYTE, HTTP_HX_REQUEST="true")
    assert (answer.status_code, answer["Content-Type"]) == (413, "text/plain; charset=utf-8")
    assert answer.content.decode().endswith("Choose smaller files, or fewer.")


@pytest.mark.parametrize("view", ["people:sign-in", "connections:create"])
def test_every_other_form_takes_a_little_text(view: str, as_carol: Client) -> None:
    assert sent(as_carol, reverse(view), 21 * MEGABYTE).status_code == 413


def test_a_form_without_files_takes_a_little_text(as_alice: Client) -> None:
    assert sent(as_alice, "/actions/create-a-completion/", 21 * MEGABYTE).status_code == 413


def test_nobody_can_fill_the_disk_without_signing_in() -> None:
    assert sent(Client(), "/sign-in/", 10**12).status_code == 413
    assert sent(Client(), UPLOAD, 10**12).status_code in (302, 413)


@pytest.mark.parametrize("length", [None, "many", "-1", "5,5"])
def test_a_body_that_does_not_say_how_long_it_is_is_not_read(length: object, as_alice: Client) -> None:
    answer = sent(as_alice, UPLOAD, length)
    assert answer.status_code == 411
    assert "did not say how much" in answer.content.decode()


@pytest.mark.parametrize("action", registry.all_actions(), ids=lambda action: action.slug)
def test_the_limit_of_a_form_follows_from_its_fields(action: Any) -> None:
    most = largest_body(action.slug) - 20 * MEGABYTE
    largest = max(limits_of(action.fields).values(), default=0)
    assert largest <= most <= MOST_TOGETHER
    assert bool(most) is bool(largest)


def test_rows_of_files_count_as_often_as_there_can_be_rows() -> None:
    fields = {"mask": File(max_size=7), "rows": Rows({"file": File(max_size=10)}, one="row", max_rows=5)}
    assert sum(together(fields.values())) == 7 + 5 * 10
    assert limits_of(fields) == {"mask": 7, "rows-0-file": 10}


@pytest.fixture
def on_disk(monkeypatch: pytest.MonkeyPatch) -> list[IO[bytes]]:
    """The files that were given room on the disk."""
    made: list[IO[bytes]] = []
    make = tempfile.TemporaryFile

    def noted() -> IO[bytes]:
        made.append(make())
        return made[-1]

    monkeypatch.setattr(tempfile, "TemporaryFile", noted)
    monkeypatch.setattr(TemporaryUploadedFile, "__init__", lambda *_: pytest.fail("Django keeps it"))
    return made


def test_a_file_that_no_page_asked_for_gets_no_room(on_disk: list[IO[bytes]], as_carol: Client) -> None:
    file = SimpleUploadedFile("a.bin", bytes(3 * MEGABYTE))
    for path in ("/sign-in/", reverse("connections:create"), "/assistants/new/"):
        as_carol.post(path, {"file": file})
    assert on_disk == []


def test_a_file_that_no_field_asked_for_gets_no_room(on_disk: list[IO[bytes]], as_alice: Client) -> None:
    Connection.objects.create(name="Practice", base_url="http://127.0.0.1:1/v1", preset="practice")
    names = ("file", "image-0-file", "mask", "image-0-x")
    files = {name: SimpleUploadedFile(f"{name}.png", b"x") for name in names}
    answer = as_alice.post("/actions/edit-an-image/", files)
    assert len(on_disk) == 2
    assert "is not a file of a kind we know" in answer.content.decode()


def test_of_a_file_no_more_is_kept_than_its_own_field_takes(rf: RequestFactory) -> None:
    handler = BoundedUpload(rf.post("/"), {"image-0-file": 100, "mask": 10})  # type: ignore[arg-type]  # nobody's
    for name, most in (("image-7-file", 100), ("mask", 10)):
        handler.new_file(name, "a.png", "image/png", 0)
        for start in range(0, 1000, 10):
            handler.receive_data_chunk(bytes(10), start)
        with handler.file_complete(1000) as file:
            assert (file.size, file.seek(0, 2)) == (1000, most + 10)


@pytest.fixture
def strict(settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 10
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 5000


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({f"field-{number}": "x" for number in range(20)}, 413, "more fields or files"),
        ({"message": "x" * 6000, "file": ""}, 413, "more text than"),
    ],
)
def test_what_is_too_much_only_once_it_is_read_is_refused_in_words(
    body: dict[str, str], status: int, words: str, as_alice: Client
) -> None:
    answer = as_alice.post(UPLOAD, body)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_what_is_no_form_is_refused_in_words(as_alice: Client) -> None:
    answer = as_alice.post(UPLOAD, b"--x", content_type="multipart/form-data")
    assert answer.status_code == 400
    assert "could not read what your browser sent" in answer.content.decode()


def test_more_files_than_any_form_has_are_refused_in_words(as_alice: Client) -> None:
    files = {f"form-{number}-file": SimpleUploadedFile("a", b"x") for number in range(101)}
    answer = as_alice.post("/actions/make-an-api-call/", files)
    assert answer.status_code == 413
    assert "more fields or files" in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_foreign_host_gets_a_page_and_no_traceback(as_alice: Client) -> None:
    answer = as_alice.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "This was not taken" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()
