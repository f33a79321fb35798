"""What a picture is made of, found without decoding it."""

import random
from io import BytesIO

import pytest

from actions.picture_parts import Flaw, Parts, parts_of
from tests.actions.bombs import DAMAGED, MANY, moving, saved

SOUND = {
    "PNG": saved("PNG"),
    "PNG of a palette": saved("PNG", mode="P"),
    "JPEG": saved("JPEG"),
    "WebP": saved("WEBP"),
    "WebP without loss": saved("WEBP", lossless=True),
    "GIF": saved("GIF", mode="P"),
}


@pytest.mark.parametrize("content", SOUND.values(), ids=SOUND)
def test_the_size_is_in_the_head(content: bytes) -> None:
    parts = parts_of(BytesIO(content))
    assert (parts.width, parts.height, parts.frames, parts.progressive) == (40, 30, 1, False)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_frames_are_counted(kind: str) -> None:
    assert parts_of(BytesIO(moving(kind, 3))).frames == 3


def test_a_progressive_jpeg_is_told_apart() -> None:
    parts = parts_of(BytesIO(saved("JPEG", progressive=True)))
    assert parts == Parts(40, 30, progressive=True, media_type="image/jpeg")


def test_the_file_is_left_at_its_start() -> None:
    file = BytesIO(saved("PNG"))
    parts_of(file)
    assert file.tell() == 0
    file = BytesIO(b"no picture")
    with pytest.raises(Flaw):
        parts_of(file)
    assert file.tell() == 0


@pytest.mark.parametrize("content", SOUND.values(), ids=SOUND)
def test_wherever_a_picture_is_cut_off_it_is_seen(content: bytes) -> None:
    # A GIF may end without its last byte, and what follows a PNG's last name is only a sum.
    for end in range(len(content) - 5):
        with pytest.raises(Flaw):
            parts_of(BytesIO(content[:end]))


def test_what_follows_a_picture_does_no_harm() -> None:
    for content in SOUND.values():
        assert parts_of(BytesIO(content + b"more, such as a phone adds")).width == 40


@pytest.mark.parametrize("content", [*DAMAGED.values(), *MANY.values()], ids=[*DAMAGED, *MANY])
def test_what_is_no_whole_picture_has_a_flaw_in_words(content: bytes) -> None:
    with pytest.raises(Flaw, match=r"^(is|has|cannot) "):
        parts_of(BytesIO(content))


def test_bytes_changed_at_random_raise_nothing_else() -> None:
    chance = random.Random(7)
    for content in SOUND.values():
        for _ in range(300):
            changed = bytearray(content)
            for _ in range(chance.randint(1, 8)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            try:
                parts_of(BytesIO(bytes(changed)))
            except Flaw:
                continue
