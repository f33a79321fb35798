"""Pictures that are attacks: refused before they are decoded, in little time and little memory."""

import json
import time
from base64 import b64encode
from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from actions import outputs
from actions.image_files import StillImage
from actions.showable import shown
from runs.thumbnails import thumbnail
from tests.actions.bombs import DAMAGED, HUGE, MANY, MB, SWELLING, saved
from tests.faults.asking import Asked, Serve, performed
from tests.faults.measuring import ON_LINUX, growth
from tests.faults.scripts import body
from tests.faults.table import PICTURE, Fault

pytestmark = ON_LINUX
ATTACKS = {**HUGE, **MANY, **SWELLING, **DAMAGED}
each_attack = pytest.mark.parametrize("content", ATTACKS.values(), ids=ATTACKS)


def cheaply(work: Callable[[], None]) -> None:
    """Assert that the work takes a moment, and next to no memory."""
    began = time.thread_time()
    assert growth(work) < 8
    assert time.thread_time() - began < 5  # of the processor; 0.2 as a rule


@each_attack
def test_an_upload_is_refused_in_words(content: bytes) -> None:
    field = StillImage(max_size=50 * MB)

    def work() -> None:
        with pytest.raises(ValidationError, match=r"“a\.png” (is|has|cannot)|empty"):
            field.clean(SimpleUploadedFile("a.png", content))

    cheaply(work)


@each_attack
def test_no_small_copy_is_made(content: bytes) -> None:
    def work() -> None:
        assert thumbnail(BytesIO(content), 192) is None

    cheaply(work)


@each_attack
def test_what_a_server_calls_a_picture_becomes_a_file_to_be_saved(content: bytes) -> None:
    def work() -> None:
        file, notice = shown(outputs.Image(file=BytesIO(content), filename="a.png", media_type="image/png"))
        assert isinstance(file, outputs.Binary)
        assert (file.media_type, file.file.read()) == ("application/octet-stream", content)
        assert isinstance(notice, outputs.Notice)
        assert notice.text.endswith("It is kept as a file.")

    cheaply(work)


@each_attack
def test_a_preview_that_is_none_is_left_out(content: bytes) -> None:
    preview = outputs.Preview(file=BytesIO(content), filename="a.png", media_type="image/png")
    assert list(shown(preview)) == []


def test_a_picture_is_shown_as_what_it_is() -> None:
    (image,) = shown(outputs.Image(file=BytesIO(saved("WEBP")), filename="a.png", media_type="image/png"))
    assert isinstance(image, outputs.Image)
    assert image.media_type == "image/webp"


def test_a_photo_larger_than_may_be_decoded_is_made_small_all_the_same() -> None:
    photo = resizable(progressive=False)
    cheaply(lambda: [thumbnail(BytesIO(photo), 192)].clear())
    found = thumbnail(BytesIO(photo), 192)
    assert found
    assert (found.width, found.height) == (6000, 6000)
    with Image.open(BytesIO(found.content)) as small:
        assert small.size == (192, 192)


def test_a_large_photo_that_must_be_decoded_whole_is_not() -> None:
    photo = resizable(progressive=True)
    cheaply(lambda: [thumbnail(BytesIO(photo), 192)].clear())
    assert thumbnail(BytesIO(photo), 192) is None


def resizable(*, progressive: bool) -> bytes:
    """Return a photo of 36 million pixels."""
    file = BytesIO()
    Image.new("L", (6000, 6000), 100).save(file, "JPEG", progressive=progressive)
    return file.getvalue()


def test_a_run_keeps_a_bomb_as_a_file_and_says_so(asked: Asked, serve: Serve) -> None:
    answer = {"data": [{"b64_json": b64encode(HUGE["a PNG of 60,000 by 60,000"]).decode()}]}
    script = body(json.dumps(answer).encode())
    run = performed(asked(serve(script).url, Fault("a bomb", script, asked=PICTURE)))
    output = run.outputs.get()
    assert (run.state, output.kind, output.media_type) == ("succeeded", "binary", "application/octet-stream")
    assert "60000 by 60000 pixels" in run.notices[0]
