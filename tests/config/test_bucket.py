"""Files in a bucket: the same code on another storage. The server is moto's, over HTTP."""

import io
import uuid
from base64 import b64encode
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

import boto3
import pytest
import requests
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client
from moto.server import ThreadedMotoServer
from PIL import Image
from pytest_django import Settings

from actions import registry
from config.bucket import GOOD_FOR, Bucket
from runs.models import Attachment, Output, Run, State, Stray
from runs.sweep import drop_strays
from runs.views.ask import NO_ROOM
from tests.config.test_settings import settings_with
from tests.conftest import signed_in
from tests.openapi.upstream import Reply
from tests.processes import Office, wait_until
from tests.runs.conftest import line, owner, upstream
from tests.runs.pages import TRANSCRIPTION, a_connection, a_file, a_recording, a_run, answered, body

__all__ = ["line", "owner", "upstream"]

AWS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "not-a-secret"}
BUCKET = "workroom-files"


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Return the address of an S3-compatible server."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def environment(server: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Return what a process is told of an empty bucket."""
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)
    bucket = f"{BUCKET}-{uuid.uuid4().hex[:8]}"
    boto3.client("s3", endpoint_url=server, region_name="us-east-1").create_bucket(Bucket=bucket)
    return {**AWS, "S3_BUCKET": bucket, "S3_ENDPOINT_URL": server}


@pytest.fixture
def bucket(environment: dict[str, str], tmp_path: Path, settings: Settings) -> str:
    """Have this process keep its files in the bucket, and return the bucket's address."""
    storages = settings_with(tmp_path, "STORAGES", **environment)
    settings.STORAGES = {**settings.STORAGES, "default": storages["default"]}
    return f"{environment['S3_ENDPOINT_URL']}/{environment['S3_BUCKET']}"


@pytest.fixture
def run(bucket: str, alice: Any) -> Run:
    return a_run(alice, a_connection())


def picture() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(content, "PNG")
    return content.getvalue()


def keys(folder: str = "") -> list[str]:
    """Return the names of everything in the bucket."""
    folders, files = default_storage.listdir(folder)
    return [f"{folder}{name}" for name in files] + [
        name for inner in folders for name in keys(f"{folder}{inner}/")
    ]


def link_of(answer: Any) -> tuple[str, dict[str, str]]:
    """Return where an answer leads, without and with what is said there."""
    parts = urlsplit(answer.headers["Location"])
    return f"{parts.scheme}://{parts.netloc}{parts.path}", {
        name: value for name, (value, *_) in parse_qs(parts.query).items()
    }


def test_a_picture_is_drawn_by_a_worker_and_shown_from_the_bucket(
    office: Office, environment: dict[str, str], bucket: str, owner: Any, line: Any, upstream: Any
) -> None:
    for program in (office.worker, office.sweeper):
        program.env |= environment
    upstream.answer(Reply.json({"created": 1, "data": [{"b64_json": b64encode(picture()).decode()}]}))
    office.open()
    values = {"model": "gpt-image-1", "prompt": "A red fox"}
    run = Run.objects.submit(owner, line, registry.get("generate-an-image"), values)
    wait_until(lambda: Run.objects.get(pk=run.pk).is_over)
    run.refresh_from_db()
    assert (run.state, run.error) == (State.SUCCEEDED, None)
    output = run.outputs.get()
    assert keys() == sorted(output.names())
    shown = signed_in(owner).get(output.get_absolute_url())
    assert shown.status_code == 302
    assert requests.get(shown.headers["Location"], timeout=60).content == picture()


def test_a_link_is_good_for_a_minute_and_says_what_the_file_is(
    bucket: str, as_alice: Client, run: Run
) -> None:
    answered(run, output := a_file(picture(), "Größe.png", "image/png", "image"))
    address, said = link_of(as_alice.get(output.get_absolute_url()))
    assert address == f"{bucket}/{output.file.name}"
    assert int(said["X-Amz-Expires"]) == GOOD_FOR == 60
    found = requests.get(as_alice.get(output.get_absolute_url()).headers["Location"], timeout=60)
    assert found.headers["Content-Type"] == "image/png"
    assert found.headers["Content-Disposition"] == "inline; filename*=utf-8''Gr%C3%B6%C3%9Fe.png"


def test_files_in_the_bucket_go_into_an_archive(bucket: str, as_alice: Client, run: Run) -> None:
    answered(run, a_file(picture(), "fox.png", "image/png", "image"), a_file(b"x", "gone.bin", "text/x"))
    default_storage.delete(str(run.outputs.all()[1].file.name))
    answer = as_alice.post("/runs/chosen/download/", {"form": "zip", "run": [str(run.key)]})
    with ZipFile(io.BytesIO(body(answer))) as archive:
        assert archive.read("001 Hello/fox.png") == picture()
        assert "001 Hello/gone.bin" not in archive.namelist()


def test_without_a_signature_the_bucket_gives_nothing(bucket: str, as_alice: Client, run: Run) -> None:
    answered(run, output := a_file(b"secret", "plan.pdf", "application/pdf"))
    address, _ = link_of(as_alice.get(output.get_absolute_url()))
    assert requests.get(address, timeout=60).status_code == 403


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml"])
def test_what_could_run_is_only_saved(bucket: str, as_alice: Client, run: Run, media_type: str) -> None:
    answered(run, output := a_file(b"<script>", "page.html", media_type))
    found = requests.get(as_alice.get(output.get_absolute_url()).headers["Location"], timeout=60)
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert found.headers["Content-Disposition"] == 'attachment; filename="page.html"'


def test_only_the_owner_gets_a_link(
    bucket: str, client: Client, as_bob: Client, as_carol: Client, alice: Any, run: Run
) -> None:
    answered(run, output := a_file(b"secret", "plan.pdf", "application/pdf"))
    kept = Attachment.objects.keep(alice, "file", a_recording())
    for row in (output, kept):
        answers = [one.get(row.get_absolute_url()) for one in (as_bob, as_carol)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert client.get(row.get_absolute_url()).headers["Location"].startswith("/sign-in/")


def test_an_upload_is_kept_read_and_copied_for_another_run(bucket: str, alice: Any, run: Run) -> None:
    kept = Attachment.objects.keep(alice, "file", a_recording(content=b"words" * 500_000))
    kept.attach(run)
    with kept.opened() as file:
        again = Attachment.objects.attachable(alice, "file", file)
    assert again.pk != kept.pk
    with again.opened() as file:
        assert file.size == 2_500_000
        assert file.read() == b"words" * 500_000


def test_a_small_picture_comes_from_us(bucket: str, as_alice: Client, run: Run) -> None:
    answered(run, output := a_file(picture(), "sea.png", "image/png", "image"))
    answer = as_alice.get(f"{output.get_absolute_url()}?small")
    assert answer.headers["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(body(answer))) as small:
        assert small.size == (384, 192)


@pytest.mark.django_db(transaction=True)
def test_a_deleted_run_takes_its_files_along(bucket: str, alice: Any, run: Run) -> None:
    answered(run, a_file(b"secret", "plan.pdf", "application/pdf"))
    Attachment.objects.keep(alice, "file", a_recording()).attach(run)
    assert len(keys()) == 2
    run.delete()
    assert keys() == []


def test_what_a_dead_worker_left_is_tidied_away_and_nothing_else(bucket: str, run: Run) -> None:
    kept = default_storage.save(f"outputs/{run.key}/1-kept", ContentFile(b"1"))
    left = default_storage.save(f"outputs/{run.key}/1-left", ContentFile(b"2"))
    answered(run, Output(kind="binary", file=kept))
    for name in (left, "outputs/never-written"):
        Stray.objects.announce(name)
    drop_strays()
    assert keys() == [kept]


def test_a_file_that_is_gone_is_not_found(bucket: str, as_alice: Client, run: Run) -> None:
    answered(run, output := a_file(picture(), "sea.png", "image/png", "image"))
    for name in output.names():
        default_storage.delete(name)
    assert as_alice.get(output.get_absolute_url()).status_code == 404
    assert as_alice.get(f"{output.get_absolute_url()}?small").status_code == 404


def test_a_bucket_that_is_not_there_fails_as_a_disk_does(bucket: str, settings: Settings) -> None:
    gone = Bucket(**{**settings.STORAGES["default"]["OPTIONS"], "bucket_name": "another-bucket"})
    for attempt in (
        lambda: gone.save("one", ContentFile(b"1")),
        lambda: gone.listdir("one"),
    ):
        with pytest.raises(OSError, match="The bucket does not do it"):
            attempt()


def test_a_server_that_does_not_answer_is_said_so_in_the_form(
    bucket: str, settings: Settings, as_alice: Client
) -> None:
    options = {**settings.STORAGES["default"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**settings.STORAGES, "default": {**settings.STORAGES["default"], "OPTIONS": options}}
    line = a_connection()
    typed = {"connection": line.pk, "model": "whisper-1", "file": a_recording()}
    answer = as_alice.post(TRANSCRIPTION, typed)
    assert answer.status_code == 422
    assert NO_ROOM in unescape(answer.content.decode())
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("environment_of", "origin"),
    [
        ({"S3_ENDPOINT_URL": "https://s3.example.org:9000/"}, "https://s3.example.org:9000"),
        (
            {"S3_ENDPOINT_URL": "http://minio:9000", "S3_PUBLIC_URL": "https://files.example.org"},
            "https://files.example.org",
        ),
        ({"S3_REGION": "eu-central-1"}, "https://files.s3.eu-central-1.amazonaws.com"),
    ],
)
def test_a_page_may_show_files_from_where_the_links_lead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, environment_of: dict[str, str], origin: str
) -> None:
    for name, value in AWS.items():
        monkeypatch.setenv(name, value)
    told = {"S3_BUCKET": "files", **environment_of}
    options = settings_with(tmp_path, "STORAGES", **told)["default"]["OPTIONS"]
    assert Bucket(**options).link("key", "image/png", "inline").startswith(f"{origin}/")
    policy = settings_with(tmp_path, "CONTENT_SECURITY_POLICY", **told)["DIRECTIVES"]
    assert [origin in policy[name] for name in ("img-src", "media-src", "script-src")] == [True, True, False]
