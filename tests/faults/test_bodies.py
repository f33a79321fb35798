"""Large bodies pass through in little memory, both ways: measured in the process that does a whole run."""

import os
import socket
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from io import BytesIO
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from actions import registry
from connections.limits import MB
from runs.models import Output, Run, State
from runs.tasks import perform
from tests.actions.bombs import saved
from tests.connections.server import Exchange, Script
from tests.faults.asking import Asked, Serve
from tests.faults.measuring import ON_LINUX, growth
from tests.faults.scripts import body
from tests.faults.table import PICTURE, Fault

pytestmark = ON_LINUX
Sparse = Callable[[str, int], TemporaryUploadedFile]
WIDTH, HEIGHT = 3840, 2160
PICTURES = 10
# One picture at a time is decoded for its small copy, at four bytes for each of its pixels.
DECODED = WIDTH * HEIGHT * 4 / MB
SILENT = body(b"")  # the servers here have scripts of their own
# It answers whatever is asked here: a file that is kept, a transcript, a chat.
STORED = (
    b'{"id": "file-1", "object": "file", "filename": "a", "purpose": "user_data", "text": "Good morning", '
    b'"choices": [{"message": {"content": "A cat"}, "finish_reason": "stop"}]}'
)


def test_ten_large_pictures_come_in(asked: Asked, serve: Serve) -> None:
    picture = noise()
    small, large = drawing(saved("PNG"), 1), drawing(picture, PICTURES)
    outputs = drawn(asked, serve, PICTURE, small, large)
    assert (len(outputs), {output.size for output in outputs}) == (PICTURES, {len(picture)})
    with outputs[-1].file.open() as file:
        assert file.read() == picture


def test_a_large_picture_that_sharpens_comes_in(asked: Asked, serve: Serve) -> None:
    picture, (slug, values) = noise(), PICTURE
    outputs = drawn(
        asked, serve, (slug, values | {"partial_images": 2}), sharpening(saved("PNG")), sharpening(picture)
    )
    assert [output.size for output in outputs] == [len(picture)]


def drawn(
    asked: Asked, serve: Serve, question: tuple[str, dict[str, Any]], small: Script, large: Script
) -> list[Output]:
    """Return what comes of asking twice, the second time in little memory; the first loads everything."""
    scripts = iter([small, large])
    server = serve(lambda exchange: next(scripts)(exchange))
    first = asked(server.url, Fault("a small picture", SILENT, asked=question))
    perform(first.pk)
    assert first.connection
    run = Run.objects.submit(first.owner, first.connection, registry.get(question[0]), question[1])
    assert growth(lambda: perform(run.pk)) < DECODED + 12
    return list(run.outputs.filter(kind="image"))


def noise() -> bytes:
    """Return a picture in 4K that cannot be made smaller, as PNG: 25 megabytes."""
    file = BytesIO()
    pixels = Random(7).randbytes(WIDTH * HEIGHT * 3)
    Image.frombytes("RGB", (WIDTH, HEIGHT), pixels).save(file, "PNG", compress_level=0)
    return file.getvalue()


def drawing(picture: bytes, count: int) -> Script:
    """Answer with so many times the same picture."""
    one = [b'{"b64_json": "', b64encode(picture), b'"}']
    pieces = [b'{"created": 1, "data": [', *[*one, b", "] * (count - 1), *one, b"]}"]

    def script(exchange: Exchange) -> None:
        length = sum(map(len, pieces))
        exchange.head(200, content_type="application/json", content_length=str(length))
        exchange.say(*pieces)

    return script


def sharpening(picture: bytes) -> Script:
    """Answer with a stream in which a picture comes twice as a preview, and then for good."""
    text = b64encode(picture)

    def script(exchange: Exchange) -> None:
        exchange.head(200, content_type="text/event-stream", connection="close")
        for kind in ("partial_image", "partial_image", "completed"):
            head = b'data: {"type": "image_generation.%b", "b64_json": "' % kind.encode()
            exchange.say(head, text, b'"}\n\n')
        exchange.hang_up()

    return script


@pytest.fixture
def sparse() -> Iterator[Sparse]:
    """Return a function that makes a file as somebody uploads it, of so many megabytes; it takes no room."""
    with ExitStack() as files:

        def make(name: str, size: int) -> TemporaryUploadedFile:
            upload = TemporaryUploadedFile(name, "application/octet-stream", size * MB, None)
            os.truncate(upload.temporary_file_path(), size * MB)
            return files.enter_context(upload)

        yield make


def talk(sparse: Sparse) -> dict[str, Any]:
    return {"model": "whisper-1", "response_format": "json", "file": sparse("talk.mp3", 25)}


def book(sparse: Sparse) -> dict[str, Any]:
    return {"purpose": "user_data", "file": sparse("book.pdf", 200)}


def cats(sparse: Sparse) -> dict[str, Any]:
    images = [{"source": "file", "file": sparse("cat.png", 20)} for _ in range(PICTURES)]
    return {"model": "gpt-5-mini", "prompt": "What is it?", "images": images}


@pytest.mark.parametrize(
    ("slug", "values", "size"),
    [("create-a-transcription", talk, 25), ("upload-a-file", book, 200), ("analyze-images", cats, 266)],
)
def test_large_files_go_out(
    slug: str,
    values: Callable[[Sparse], dict[str, Any]],
    size: int,
    sparse: Sparse,
    asked: Asked,
    serve: Serve,
) -> None:
    swallowed: list[int] = []
    server = serve(raw=lambda line: swallowed.append(swallow(line)))
    runs: list[Run] = []

    def work() -> None:
        runs.append(asked(server.url, Fault("large files", SILENT, asked=(slug, values(sparse)))))
        perform(runs[0].pk)

    assert growth(work) < 20
    (run,) = runs
    run.refresh_from_db()
    assert run.state == State.SUCCEEDED
    assert swallowed[0] > size * MB


def swallow(line: socket.socket) -> int:
    """Read a request to its end without keeping it; answer, and return how long its body was."""
    with line.makefile("rb") as request:
        lengths = [h for h in iter(request.readline, b"\r\n") if h.lower().startswith(b"content-length:")]
        length = left = int(lengths[0].partition(b":")[2])
        while left:
            left -= len(request.read(min(left, MB)))
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n")
    line.sendall(b"Content-Length: %d\r\n\r\n%s" % (len(STORED), STORED))
    return length
