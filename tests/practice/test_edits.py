"""An edit keeps what the mask covers, and paints over the rest."""

import base64
import io
import json
import re
from typing import Any

import openai
import pytest
import requests
from PIL import Image

from tests.practice.conftest import Call
from tests.practice.test_images import opened

RED, CLEAR = (200, 30, 30, 255), (0, 0, 0, 0)


def png(image: Image.Image, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def red(size: tuple[int, int] = (256, 256), mode: str = "RGBA") -> Image.Image:
    return Image.new(mode, size, RED if mode == "RGBA" else RED[:3])


def hole(size: tuple[int, int] = (256, 256)) -> Image.Image:
    """Return a mask whose right half is free."""
    mask = Image.new("RGBA", size, "black")
    mask.paste(CLEAR, (size[0] // 2, 0, *size))
    return mask


def data_url(image: Image.Image) -> str:
    return f"data:image/png;base64,{base64.b64encode(png(image)).decode()}"


def edit(
    call: Call, *images: bytes, model: str = "gpt-image-2", mask: bytes | None = None, **more: Any
) -> requests.Response:
    name = "image" if len(images) == 1 else "image[]"
    files = [(name, (f"{number}.png", each)) for number, each in enumerate(images)]
    if mask is not None:
        files.append(("mask", ("mask.png", mask)))
    data = {"model": model, "prompt": "A lighthouse", **more}
    return call("images/edits", files=files, data={key: value for key, value in data.items() if value != ""})


def test_the_covered_part_is_kept_and_the_free_part_painted(call: Call) -> None:
    picture = opened(edit(call, png(red()), mask=png(hole()), size="1024x1024")).convert("RGB")
    left, right = picture.crop((0, 0, 500, 1024)), picture.crop((524, 0, 1024, 1024))
    assert left.getcolors() == [(500 * 1024, RED[:3])]
    assert len(right.getcolors(2**20) or []) > 50


def test_dall_e_paints_where_the_picture_itself_is_transparent(call: Call) -> None:
    picture = red()
    picture.paste(CLEAR, (128, 0, 256, 256))
    answer = edit(call, png(picture), model="dall-e-2", size="256x256", response_format="b64_json")
    painted = opened(answer).convert("RGB")
    assert painted.crop((0, 0, 120, 256)).getcolors() == [(120 * 256, RED[:3])]
    assert len(painted.crop((136, 0, 256, 256)).getcolors(2**20) or []) > 20


def test_without_a_mask_the_prompt_is_laid_over_the_picture(call: Call) -> None:
    picture = opened(edit(call, png(red()))).convert("RGB")
    colours = picture.getcolors(2**20) or []
    assert len(colours) > 50
    assert RED[:3] in {colour for _, colour in colours}


def test_further_pictures_are_set_into_the_first(call: Call) -> None:
    blue = Image.new("RGB", (60, 60), (0, 0, 255))
    picture = opened(edit(call, png(red()), png(blue), png(blue))).convert("RGB")
    assert (picture.getpixel((1000, 5)), picture.getpixel((760, 5))) == ((0, 0, 255),) * 2


@pytest.mark.parametrize(
    ("shape", "size"), [((300, 200), (1536, 1024)), ((200, 300), (1024, 1536)), ((90, 90), (1024, 1024))]
)
def test_an_edit_has_the_proportions_of_its_picture(
    call: Call, shape: tuple[int, int], size: tuple[int, int]
) -> None:
    assert opened(edit(call, png(red(shape)))).size == size


def test_a_photograph_that_lies_on_its_side_is_stood_up(call: Call) -> None:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    red((300, 200), "RGB").save(out, "JPEG", exif=exif)
    assert opened(edit(call, out.getvalue())).size == (1024, 1536)


def test_an_edit_comes_in_the_asked_format_and_number(call: Call) -> None:
    answer = edit(call, png(red(mode="RGB"), "WEBP"), n=2, output_format="jpeg", quality="low")
    assert [opened(answer, index).format for index in (0, 1)] == ["JPEG", "JPEG"]
    assert answer.json()["usage"]["input_tokens_details"]["image_tokens"] > 0


def test_pictures_can_be_named_in_json(call: Call) -> None:
    form = {"purpose": "vision"}
    file = call("files", files={"file": ("red.png", png(red()))}, data=form).json()["id"]
    body = {
        "model": "gpt-image-1.5",
        "prompt": "A fox",
        "images": [{"file_id": file}, {"image_url": data_url(red())}],
        "mask": {"image_url": data_url(hole())},
        "size": "1024x1024",
        "input_fidelity": "high",
    }
    picture = opened(call("images/edits", body)).convert("RGB")
    assert picture.getpixel((5, 500)) == RED[:3]


def test_an_edit_sharpens_in_named_events(call: Call) -> None:
    answer = edit(call, png(red()), stream="true", partial_images=1, quality="low")
    names = [line for line in answer.text.split("\n") if line.startswith("event:")]
    assert names == ["event: image_edit.partial_image", "event: image_edit.completed"]
    assert json.loads(answer.text.strip().split("data: ")[-1])["size"] == "1024x1024"


def test_markup_says_where_to_paint(call: Call) -> None:
    files = {"image": ("a.png", png(red())), "markup": ("m.png", png(hole()))}
    data = {"model": "gpt-image-2.5-flare", "prompt": "A fox", "size": "1024x1024"}
    picture = opened(call("images/edits", files=files, data=data)).convert("RGB")
    assert picture.crop((524, 0, 1024, 1024)).getcolors() == [(500 * 1024, RED[:3])]


def test_an_edit_can_be_a_moving_picture(call: Call) -> None:
    picture = opened(edit(call, png(red()), model="gpt-image-2.5-flare", output_format="gif", frame_count=2))
    assert (picture.format, getattr(picture, "n_frames", 1)) == ("GIF", 2)


def test_an_edit_can_be_an_svg_whose_author_is_named_in_the_form(call: Call) -> None:
    author: dict[str, Any] = {"svg[model]": "gpt-6-luna", "svg[reasoning][effort]": "high"}
    svg = {"model": "gpt-image-2.5-flare", "output_format": "svg", **author}
    answer = edit(call, png(red()), mask=png(hole()), **svg)
    assert answer.json()["svg_usage"]["model"] == "gpt-6-luna"
    content = base64.b64decode(answer.json()["data"][0]["b64_json"]).decode()
    first = re.search(r'<rect x="0" y="0" width="\d+" height="1" fill="#(..)(..)(..)"', content)
    assert first
    assert [int(part, 16) for part in first.groups()] == pytest.approx(RED[:3], abs=12)


@pytest.mark.parametrize(
    ("more", "code", "param"),
    [
        ({"prompt": ""}, "missing_required_parameter", "prompt"),
        ({"model": "dall-e-3"}, "invalid_value", "model"),
        ({"style": "vivid"}, "unknown_parameter", "style"),
        ({"response_format": "url"}, "unknown_parameter", "response_format"),
        ({"input_fidelity": "high"}, "unsupported_parameter", "input_fidelity"),
        ({"model": "gpt-image-1-mini", "input_fidelity": "high"}, "unsupported_value", "input_fidelity"),
        ({"n": 11}, "integer_above_max_value", "n"),
        ({"size": "100x100"}, "invalid_size", "size"),
        ({"mask": png(hole((255, 256)))}, "invalid_mask_image_format", "mask"),
        ({"mask": png(red(mode="RGB"))}, "invalid_mask_image_format", "mask"),
        ({"mask": png(red(mode="RGB"), "JPEG")}, "invalid_image_file", "mask"),
        ({"mask": b"nothing"}, "invalid_image_format", "mask"),
        (
            {"model": "gpt-image-2.5-flare", "output_format": "gif", "mask": png(hole())},
            "invalid_value",
            "mask",
        ),
    ],
)
def test_what_openai_refuses_is_refused(call: Call, more: dict[str, Any], code: str, param: str) -> None:
    answer = edit(call, png(red()), **more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


@pytest.mark.parametrize(
    ("image", "code"),
    [
        (png(red((256, 200))), "invalid_image_format"),
        (png(red(mode="RGB")), "invalid_image_format"),
        (png(red(mode="RGB"), "JPEG"), "invalid_image_file"),
        (png(Image.effect_noise((2300, 2300), 90)), None),
    ],
    ids=["not square", "no transparency", "no PNG", "too large"],
)
def test_dall_e_refuses_a_picture_that_it_cannot_edit(call: Call, image: bytes, code: str | None) -> None:
    answer = edit(call, image, model="dall-e-2")
    assert answer.status_code == (400 if code else 413)
    assert answer.json()["error"]["code"] == code


def test_too_many_pictures_are_refused(call: Call) -> None:
    assert edit(call, *[png(red())] * 17).json()["error"]["code"] == "array_above_max_length"
    answer = edit(call, png(red()), png(red()), model="dall-e-2")
    assert answer.json()["error"]["code"] == "array_above_max_length"


@pytest.mark.parametrize(
    ("images", "param"),
    [
        (None, "images"),
        ([], "images"),
        ([{}], "images[0].image_url"),
        ([{"file_id": "file-none"}], "images[0].file_id"),
        ([{"image_url": "https://example.com/a.png"}], "images[0].image_url"),
    ],
)
def test_a_json_body_without_pictures_is_refused(call: Call, images: Any, param: str) -> None:
    answer = call("images/edits", {"model": "gpt-image-2", "prompt": "A fox", "images": images})
    assert answer.json()["error"]["param"] == param


def test_the_official_client_edits_a_picture(client: openai.OpenAI) -> None:
    answer = client.images.edit(
        model="gpt-image-1.5",
        image=[("a.png", png(red())), ("b.png", png(red()))],
        mask=("mask.png", png(hole())),
        prompt="A lighthouse",
        size="1024x1536",
    )
    assert answer.data is not None
    picture = Image.open(io.BytesIO(base64.b64decode(answer.data[0].b64_json or "")))
    assert picture.size == (1024, 1536)


def test_the_official_client_sees_an_edit_sharpen(client: openai.OpenAI) -> None:
    stream = client.images.edit(
        model="gpt-image-2", image=("a.png", png(red())), prompt="A fox", stream=True, partial_images=2
    )
    kinds = [event.type for event in stream]
    assert kinds == ["image_edit.partial_image"] * 2 + ["image_edit.completed"]
