"""Pictures are really drawn, in the size and the format that were asked for."""

import base64
import io
import json
import os
import time
from typing import Any
from xml.etree import ElementTree

import pytest
import requests
from PIL import Image
from pytest_django import Settings

from practice import links
from tests.practice.conftest import Call

AUTHOR = {"model": "gpt-6-sol"}
SVG = "{http://www.w3.org/2000/svg}"


def generate(call: Call, model: str = "gpt-image-2", **more: Any) -> requests.Response:
    return call("images/generations", {"model": model, "prompt": "A lighthouse", **more})


def opened(answer: requests.Response, index: int = 0) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(answer.json()["data"][index]["b64_json"])))


@pytest.mark.parametrize("form", ["png", "jpeg", "webp"])
def test_a_picture_has_the_asked_format(call: Call, form: str) -> None:
    answer = generate(call, output_format=form)
    assert opened(answer).format == form.upper()
    assert answer.json()["output_format"] == form


@pytest.mark.parametrize(
    ("model", "size"),
    [("gpt-image-2.5-flare", "3840x1280"), ("gpt-image-1.5", "1024x1536"), ("gpt-image-2", "768x1024")],
)
def test_a_picture_has_the_asked_size(call: Call, model: str, size: str) -> None:
    answer = generate(call, model, size=size)
    assert "x".join(map(str, opened(answer).size)) == size


def test_more_compression_makes_a_smaller_file(call: Call) -> None:
    sizes = [
        len(generate(call, output_format="jpeg", output_compression=c).json()["data"][0]["b64_json"])
        for c in (90, 10)
    ]
    assert sizes[0] > sizes[1]


def test_a_transparent_background_is_transparent(call: Call) -> None:
    picture = opened(generate(call, background="transparent"))
    assert picture.mode == "RGBA"
    assert picture.getpixel((512, 3)) == (0, 0, 0, 0)


def test_the_same_prompt_gives_the_same_picture_and_another_one_beside_it(call: Call) -> None:
    first, again = (generate(call, n=2).json()["data"] for _ in range(2))
    assert first == again
    assert first[0] != first[1]


def test_a_picture_sharpens_in_named_events(call: Call) -> None:
    answer = generate(call, stream=True, partial_images=2, quality="low")
    names = [line for line in answer.text.split("\n") if line.startswith("event:")]
    partial = "event: image_generation.partial_image"
    assert names == [partial, partial, "event: image_generation.completed"]
    last = json.loads(answer.text.strip().split("data: ")[-1])
    assert last["usage"]["output_tokens"] > 0


def test_dall_e_answers_with_a_link_that_needs_no_key(call: Call) -> None:
    made = generate(call, "dall-e-3").json()["data"][0]
    assert "lighthouse" in made["revised_prompt"]
    fetched = requests.get(made["url"], timeout=60)
    assert fetched.headers["Content-Type"] == "image/png"
    assert Image.open(io.BytesIO(fetched.content)).size == (1024, 1024)


def test_a_link_is_good_for_an_hour(call: Call, settings: Settings) -> None:
    url = generate(call, "dall-e-2", size="256x256").json()["data"][0]["url"]
    (file,) = settings.PRACTICE_DIR.glob("accounts/*/pictures/*")
    long_ago = time.time() - links.LIFE - 1
    os.utime(file, (long_ago, long_ago))
    assert requests.get(url, timeout=60).status_code == 404


def test_only_the_newest_links_are_kept(
    call: Call, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(links, "MOST", 2)
    generate(call, "dall-e-2", size="256x256", n=4)
    assert len(list(settings.PRACTICE_DIR.glob("accounts/*/pictures/*"))) == 2


def test_a_link_cannot_lead_to_another_folder(call: Call) -> None:
    generate(call, "dall-e-2", size="256x256")
    for address in ("..%2f..", "0000000000000000/..%2f..%2fjournal.jsonl", f"{'0' * 16}/none.png"):
        assert call(f"practice/pictures/{address}", key="").status_code in (401, 404)


def test_dall_e_answers_with_the_bytes_when_asked(call: Call) -> None:
    answer = generate(call, "dall-e-2", size="512x512", response_format="b64_json")
    assert opened(answer).size == (512, 512)


@pytest.mark.parametrize(
    ("model", "more", "code", "param"),
    [
        ("gpt-image-2", {"response_format": "b64_json"}, "unknown_parameter", "response_format"),
        ("gpt-image-2", {"style": "vivid"}, "unknown_parameter", "style"),
        ("gpt-image-2", {"size": "1000x1000"}, "invalid_size", "size"),
        ("gpt-image-2", {"size": "3840x3840"}, "invalid_size", "size"),
        ("gpt-image-2", {"size": "3840x1024"}, "invalid_size", "size"),
        ("gpt-image-2", {"size": "512x512"}, "invalid_size", "size"),
        ("gpt-image-2", {"size": "big"}, "invalid_size", "size"),
        ("gpt-image-2", {"n": 11}, "integer_above_max_value", "n"),
        ("gpt-image-2", {"quality": "hd"}, "invalid_value", "quality"),
        ("gpt-image-2", {"prompt": None}, "missing_required_parameter", "prompt"),
        ("gpt-image-2", {"prompt": ""}, "string_below_min_length", "prompt"),
        ("gpt-image-2", {"prompt": "x" * 32_001}, "string_above_max_length", "prompt"),
        ("gpt-image-2", {"output_compression": 101}, "integer_above_max_value", "output_compression"),
        (
            "gpt-image-2",
            {"output_format": "jpeg", "background": "transparent"},
            "invalid_value",
            "background",
        ),
        ("gpt-image-2", {"partial_images": 1}, None, "partial_images"),
        ("gpt-image-1.5", {"size": "2048x1024"}, "invalid_size", "size"),
        ("gpt-image-1.5", {"quality": "max"}, "invalid_value", "quality"),
        ("dall-e-3", {"n": 2}, "integer_above_max_value", "n"),
        ("dall-e-3", {"background": "opaque"}, "unknown_parameter", "background"),
        ("dall-e-3", {"prompt": "x" * 4_001}, "string_above_max_length", "prompt"),
        ("dall-e-2", {"style": "vivid"}, "unknown_parameter", "style"),
        ("dall-e-2", {"size": "1792x1024"}, "invalid_size", "size"),
        ("dall-e-2", {"response_format": "png"}, "invalid_value", "response_format"),
        ("gpt-4o", {}, "invalid_value", "model"),
    ],
)
def test_what_openai_refuses_is_refused(
    call: Call, model: str, more: dict[str, Any], code: str | None, param: str
) -> None:
    answer = generate(call, model, **more)
    assert answer.status_code == 400
    assert (answer.json()["error"]["code"], answer.json()["error"]["param"]) == (code, param)


def test_a_moving_picture_has_the_asked_frames(call: Call) -> None:
    moving = {"output_format": "gif", "frame_count": 3, "frame_duration_ms": 120, "complexity": "low"}
    picture = opened(generate(call, "gpt-image-2.5-flare", **moving))
    assert (picture.format, getattr(picture, "n_frames", 1), picture.size) == ("GIF", 3, (1024, 1024))
    assert picture.info["duration"] == 120


def test_a_moving_picture_moves(call: Call) -> None:
    picture = opened(generate(call, "gpt-image-2.6-flare", output_format="gif", frame_count=2))
    first = picture.convert("RGB").tobytes()
    picture.seek(1)
    assert picture.convert("RGB").tobytes() != first


def drawn(answer: requests.Response) -> ElementTree.Element:
    return ElementTree.fromstring(base64.b64decode(answer.json()["data"][0]["b64_json"]))


def test_an_svg_is_a_drawing_of_the_asked_size_in_many_colours(call: Call) -> None:
    answer = generate(call, "gpt-image-2.6-flare", output_format="svg", size="1536x1024")
    root = drawn(answer)
    fills = {shape.get("fill") for shape in root.iter(f"{SVG}rect")}
    assert root.tag == f"{SVG}svg"
    assert (root.get("width"), root.get("height")) == ("1536", "1024")
    assert root.findtext(f"{SVG}title") == "A lighthouse (practice)"
    assert len(fills) > 10
    assert answer.json()["output_format"] == "svg"


def test_the_author_of_an_svg_is_chosen_and_counted_apart(call: Call) -> None:
    author = {"model": "gpt-6-luna", "reasoning": {"effort": "low"}}
    used = generate(call, "gpt-image-2.6-flare", output_format="svg", svg=author).json()["svg_usage"]
    assert used["model"] == "gpt-6-luna"
    assert used["total_tokens"] == used["input_tokens"] + used["output_tokens"]


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"output_format": "svg", "n": 2}, "n"),
        ({"output_format": "svg", "stream": True}, "stream"),
        ({"output_format": "svg", "output_compression": 50}, "output_compression"),
        ({"output_format": "svg", "svg": {}}, "svg.model"),
        ({"output_format": "svg", "svg": {"model": 3}}, "svg.model"),
        ({"output_format": "svg", "svg": {**AUTHOR, "reasoning": {"effort": "x"}}}, "svg.reasoning.effort"),
        ({"svg": AUTHOR}, "svg"),
    ],
)  # fmt: skip
def test_an_svg_that_openai_refuses_is_refused(call: Call, more: dict[str, Any], param: str) -> None:
    answer = generate(call, "gpt-image-2.6-flare", **more)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


@pytest.mark.parametrize(
    ("model", "more", "param"),
    [
        ("gpt-image-2", {"output_format": "svg"}, "output_format"),
        ("gpt-image-2", {"output_format": "gif"}, "output_format"),
        ("gpt-image-2", {"complexity": "low"}, "complexity"),
        ("gpt-image-2.5-flare", {"frame_count": 3}, "frame_count"),
        ("gpt-image-2.5-flare", {"output_format": "gif", "frame_count": 17}, "frame_count"),
        ("gpt-image-2.5-flare", {"output_format": "gif", "stream": True}, "stream"),
        ("gpt-image-2.5-flare", {"output_format": "gif", "output_compression": 50}, "output_compression"),
        ("gpt-image-2.5-flare", {"output_format": "gif", "background": "transparent"}, "background"),
    ],
)
def test_a_moving_picture_that_openai_refuses_is_refused(
    call: Call, model: str, more: dict[str, Any], param: str
) -> None:
    answer = generate(call, model, **more)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param
