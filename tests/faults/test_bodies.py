"""Large bodies pass through in little memory, both ways: measured in the process that does a whole run."""

import os
import socket
from base64 import b64encode
from io import BytesIO
from random import Random

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from actions import registry
from connections.limits import MB
from runs.models import Run, State
from runs.tasks import perform
from tests.actions.bombs import saved
from tests.connections.server import Exchange, Script
from tests.faults.asking import Asked, Serve
from tests.faults.measuring import ON_LINUX, growth
from tests.faults.scripts import body
from tests.faults.table import PICTURE, Fault

pytestmark = ON_LINUX
WIDTH, HEIGHT = 3840, 2160
PICTURES = 10
# One picture at a time is decoded for its small copy, at four bytes for each of its pixels.
DECODED = WIDTH * HEIGHT * 4 / MB
SILENT = body(b"")  # the servers here have scripts of their own
STORED = (
    b'{"id": "file-1", "object": "file", "filename": "a", "purpose": "user_data", "text": "Good morning"}'
)


def test_ten_large_pictures_come_in(asked: Asked, serve: Serve) -> None:
    picture = noise()
    scripts = iter([drawing(saved("PNG"), 1), drawing(picture, PICTURES)])
    server = serve(lambda exchange: next(scripts)(exchange))
    first = asked(server.url, Fault("a small picture, so that everything is loaded", SILENT, asked=PICTURE))
    perform(first.pk)
    assert first.connection
    run = Run.objects.submit(first.owner, first.connection, registry.get(PICTURE[0]), PICTURE[1])
    assert growth(lambda: perform(run.pk)) < DECODED + 12
    outputs = list(run.outputs.filter(kind="image"))
    assert (len(outputs), {output.size for output in outputs}) == (PICTURES, {len(picture)})
    with outputs[-1].file.open() as file:
        assert file.read() == picture


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


@pytest.mark.parametrize(
    ("slug", "name", "size", "fields"),
    [
        ("create-a-transcription", "talk.mp3", 25 * MB, {"model": "whisper-1", "response_format": "json"}),
        ("upload-a-file", "book.pdf", 200 * MB, {"purpose": "user_data"}),
    ],
    ids=["a recording", "a file"],
)
def test_a_large_file_goes_out(
    slug: str, name: str, size: int, fields: dict[str, str], asked: Asked, serve: Serve
) -> None:
    swallowed: list[int] = []
    server = serve(raw=lambda line: swallowed.append(swallow(line)))
    with TemporaryUploadedFile(name, "application/octet-stream", size, None) as file:
        os.truncate(file.temporary_file_path(), size)
        runs: list[Run] = []

        def work() -> None:
            runs.append(
                asked(server.url, Fault("a large file", SILENT, asked=(slug, {"file": file, **fields})))
            )
            perform(runs[0].pk)

        assert growth(work) < 20
    (run,) = runs
    run.refresh_from_db()
    assert run.state == State.SUCCEEDED
    assert swallowed[0] > size


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
