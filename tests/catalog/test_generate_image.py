from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from PIL import Image as Picture

from actions import outputs
from actions.pictures import media_type_of
from actions.registry import get
from connections.client import Answer
from connections.errors import Unreachable
from tests.actions.offers import Shop, posted
from tests.catalog.performing import Server, errors_of, kept, perform, values_of

SLUG = "generate-an-image"
PNG, JPEG = b"\x89PNG\r\n\x1a\n and so on", b"\xff\xd8\xff and so on"
ASKED = {"model": "gpt-image-2", "prompt": "A red fox, at dawn"}


def answer(*pictures: bytes, **facts: object) -> dict[str, Any]:
    return {
        "created": 1,
        "data": [{"b64_json": b64encode(picture).decode()} for picture in pictures],
        **facts,
    }


def test_only_what_was_set_is_sent() -> None:
    assert get(SLUG).request(values_of(SLUG, **ASKED)).json == ASKED


@pytest.mark.parametrize("size", ["auto", "1024x1024", "2048 x 1152", "1536X1024", "3840x2160"])
def test_a_free_size_within_the_rules_is_taken(size: str) -> None:
    assert "size" in values_of(SLUG, **ASKED, size=size)


@pytest.mark.parametrize(
    ("size", "complaint"),
    [
        ("1000x1000", "multiples of 16"),
        ("4096x2048", "3840 pixels at most"),
        ("3200x1040", "3 times"),
        ("640x640", "655,360 to 8,294,400 pixels"),
        ("3840x3840", "655,360 to 8,294,400 pixels"),
        ("large", "width x height"),
    ],
)
def test_a_free_size_outside_the_rules_is_told_which(size: str, complaint: str) -> None:
    assert complaint in errors_of(SLUG, **ASKED, size=size)["size"][0]


def test_older_models_take_only_their_own_sizes_prompts_and_counts() -> None:
    three = {"model": "dall-e-3", "prompt": "A fox"}
    assert "size" in errors_of(SLUG, **three, size="512x512")
    assert "n" in errors_of(SLUG, **three, n="2")
    assert "prompt" in errors_of(SLUG, model="dall-e-3", prompt="x" * 4001)
    assert "prompt" in errors_of(SLUG, model="dall-e-2", prompt="x" * 1001)
    assert values_of(SLUG, **three, style="vivid", quality="hd", response_format="url")["style"] == "vivid"


def test_the_fields_are_those_of_the_models_family() -> None:
    gpt = get(SLUG).form(posted(model="gpt-image-2"), connections=[Shop()]).fields
    dall_e = get(SLUG).form(posted(model="dall-e-3"), connections=[Shop()]).fields

    assert "style" not in gpt
    assert "response_format" not in gpt
    assert "background" in gpt
    assert "style" in dall_e
    assert "response_format" in dall_e
    assert "background" not in dall_e


def test_compression_is_for_formats_that_have_it() -> None:
    assert values_of(SLUG, **ASKED, output_format="webp", output_compression="80")["output_compression"] == 80
    assert "output_compression" not in get(SLUG).form(posted(**ASKED), connections=[Shop()]).fields


def test_a_transparent_background_needs_a_format_that_has_it() -> None:
    errors = errors_of(SLUG, **ASKED, background="transparent", output_format="jpeg")

    assert errors["output_format"] == ["A transparent background needs PNG or WEBP."]


def test_each_picture_is_kept_with_the_prompt_as_its_text() -> None:
    one, two = kept(SLUG, values_of(SLUG, **ASKED, n="2"), Server(answer(PNG, JPEG)))

    assert isinstance(one, outputs.Image)
    assert isinstance(two, outputs.Image)
    assert (one.filename, one.media_type, one.alt) == (
        "a-red-fox-at-dawn-1.png",
        "image/png",
        ASKED["prompt"],
    )
    assert (two.filename, two.media_type) == ("a-red-fox-at-dawn-2.jpg", "image/jpeg")
    assert one.file.read() == PNG


def test_a_prompt_that_the_model_rewrote_is_told_beside_it() -> None:
    body = answer(PNG)
    body["data"][0]["revised_prompt"] = "A fox in red"
    (image,) = kept(SLUG, values_of(SLUG, **ASKED), Server(body))

    assert isinstance(image, outputs.Image)
    assert outputs.Fact("Prompt", ASKED["prompt"], "A fox in red") in image.facts


def test_what_was_asked_and_what_was_delivered_are_told() -> None:
    file = BytesIO()
    Picture.new("RGB", (48, 32)).save(file, "JPEG")
    asked = values_of(SLUG, **ASKED, size="1024x1024", quality="auto", output_format="png")
    body = answer(file.getvalue(), size="1024x1024", quality="low", background="opaque", output_format="png")
    (image,) = kept(SLUG, asked, Server(body))

    assert isinstance(image, outputs.Image)
    assert image.facts == (
        outputs.Fact("Size", "1024x1024", "48x32"),  # as the picture is, whatever the answer says of it
        outputs.Fact("Quality", "auto", "low"),
        outputs.Fact("Format", "png", "jpeg"),
        outputs.Fact("Background", "", "opaque"),
    )
    assert [fact.differs for fact in image.facts] == [True, False, True, False]


def test_a_picture_that_cannot_be_fetched_was_paid_for_all_the_same() -> None:
    class Dead(Server):
        def download(self, url: str) -> Answer:
            assert url == "https://example.com/1.png"
            raise Unreachable

    values = values_of(SLUG, model="dall-e-3", prompt="A fox", response_format="url")
    with pytest.raises(Unreachable) as caught:
        perform(SLUG, values, Dead({"data": [{"url": "https://example.com/1.png"}]}))

    assert caught.value.sent
    assert not caught.value.retryable


def test_previews_come_before_the_picture() -> None:
    values = values_of(SLUG, **ASKED, partial_images="1")
    server = Server(
        events=[
            {"type": "image_generation.partial_image", "b64_json": b64encode(JPEG).decode()},
            {
                "type": "image_generation.completed",
                "b64_json": b64encode(PNG).decode(),
                "usage": {"total_tokens": 9},
            },
        ]
    )
    preview, picture, usage = perform(SLUG, values, server)

    assert isinstance(preview, outputs.Preview)
    assert preview.media_type == "image/jpeg"
    assert isinstance(picture, outputs.Image)
    assert picture.file.read() == PNG
    assert usage == outputs.Usage({"total_tokens": 9})
    assert server.requests[0].json["stream"] is True


def test_only_a_request_that_speaks_of_previews_is_streamed() -> None:
    assert "stream" not in get(SLUG).request(values_of(SLUG, **ASKED)).json
    assert get(SLUG).request(values_of(SLUG, **ASKED, partial_images="0")).json["stream"] is True


def test_an_answer_without_a_picture_says_so() -> None:
    assert kept(SLUG, values_of(SLUG, **ASKED), Server({"data": []})) == [
        outputs.Notice("The service answered without a picture.")
    ]


NEWEST = {**ASKED, "model": "gpt-image-2.6-flare"}
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>'


def fields(**typed: object) -> set[str]:
    return set(get(SLUG).form(posted(**{**NEWEST, **typed}), connections=[Shop()]).fields)


def test_what_only_a_gif_or_an_svg_has_is_in_the_form_only_then() -> None:
    moving, drawing = {"frame_count", "frame_duration_ms"}, {"svg_model"}
    assert not fields() & {*moving, *drawing, "svg_effort"}
    assert fields(output_format="gif") & {*moving, *drawing} == moving
    assert fields(output_format="svg") & {*moving, *drawing} == drawing
    assert "svg_effort" in fields(output_format="svg", svg_model="gpt-6-sol")
    assert not {"partial_images", "output_compression"} & fields(output_format="svg")


def test_the_author_of_an_svg_stands_in_an_object_of_its_own() -> None:
    chosen = {"output_format": "svg", "svg_model": "gpt-6-luna", "svg_effort": "low"}
    request = get(SLUG).request(values_of(SLUG, **NEWEST, **chosen))
    assert request.json["svg"] == {"model": "gpt-6-luna", "reasoning": {"effort": "low"}}


def test_an_svg_comes_alone() -> None:
    (complaint,) = errors_of(SLUG, **NEWEST, output_format="svg", n="2")["__all__"]
    assert complaint.startswith("Number does not go with the other choices")
    assert errors_of(SLUG, **NEWEST, output_format="gif", n="2") == {}


def test_an_svg_is_a_file_to_be_saved_and_is_not_shown() -> None:
    server = Server({**answer(SVG), "svg_usage": {"model": "gpt-6-sol", "total_tokens": 7}})
    values = values_of(SLUG, **NEWEST, output_format="svg")
    drawing, notice = kept(SLUG, values, server)
    assert isinstance(drawing, outputs.Binary)
    assert (drawing.filename.rpartition(".")[2], drawing.media_type) == ("svg", "image/svg+xml")
    assert isinstance(notice, outputs.Notice)
    assert outputs.Usage({"svg_model": "gpt-6-sol", "svg_total_tokens": 7}) in perform(SLUG, values, server)


@pytest.mark.parametrize("content", [b"<svg/>", b"\n  <svg>", SVG, b"<!-- drawn --><svg>"])
def test_an_svg_is_known_by_its_beginning(content: bytes) -> None:
    assert media_type_of(BytesIO(content)) == "image/svg+xml"


@pytest.mark.parametrize("content", [b"<html><svg>", b"svg", b"", b"<?xml version='1.0'?><rss/>"])
def test_what_is_no_svg_is_not_taken_for_one(content: bytes) -> None:
    assert media_type_of(BytesIO(content)) == "application/octet-stream"
