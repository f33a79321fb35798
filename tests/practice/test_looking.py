"""Pictures are really looked at."""

import base64
import io

import pytest
from PIL import Image

from practice.looking import at_url, described, main_colours
from practice.refusals import Refusal
from tests.practice.conftest import Call


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        ("#0000ff", "blue"),
        ("navy", "blue"),
        ("#ff0000", "red"),
        ("#228b22", "green"),
        ("#808080", "grey"),
        ("#ffff00", "yellow"),
        ("#8b4513", "brown"),
        ("#ffffff", "white"),
        ("#000000", "black"),
        ("#00000000", "transparent"),
    ],
)
def test_a_colour_has_its_everyday_name(colour: str, name: str) -> None:
    assert main_colours(Image.new("RGBA", (20, 20), colour)) == [name]


def test_two_colours_are_named_the_larger_first() -> None:
    image = Image.new("RGB", (30, 30), "red")
    image.paste("white", (0, 0, 30, 12))
    assert main_colours(image) == ["red", "white"]


def test_a_picture_elsewhere_is_not_fetched() -> None:
    assert "example.com (practice does not fetch it)" in described("https://example.com/a.png", "x")


def test_practice_sees_what_it_has_drawn_itself(call: Call) -> None:
    order = {"model": "dall-e-2", "prompt": "A fox", "size": "256x256"}
    url = call("images/generations", order).json()["data"][0]["url"]
    assert described(url, "x").startswith("a PNG picture of 256 by 256 pixels, mostly ")


def test_a_moving_picture_is_refused() -> None:
    file = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(Refusal) as caught:
        at_url(f"data:image/gif;base64,{base64.b64encode(file.getvalue()).decode()}", "x")
    assert caught.value.error["code"] == "invalid_image_format"


def test_half_a_picture_is_refused() -> None:
    file = io.BytesIO()
    Image.effect_noise((64, 64), 90).save(file, "PNG")
    half = base64.b64encode(file.getvalue()[:1500]).decode()
    with pytest.raises(Refusal):
        at_url(f"data:image/png;base64,{half}", "x")
