from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from actions import originals, outputs
from actions.registry import get
from connections.client import Answer, Request
from connections.errors import Unsendable
from tests.actions.offers import Shop, choices, posted
from tests.catalog.performing import Server, errors_of, kept, perform, values_of
from tests.catalog.pictures import picture, turned

SLUG = "edit-an-image"
GPT = {"model": "gpt-image-2", "prompt": "A hat on the cat"}
DALL_E = {**GPT, "model": "dall-e-2"}
PNG = b"\x89PNG\r\n\x1a\n and so on"
DRAWN = {"data": [{"b64_json": b64encode(PNG).decode()}]}


def files(*pictures: SimpleUploadedFile, mask: SimpleUploadedFile | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {f"image-{number}-file": each for number, each in enumerate(pictures)}
    return {**found, "mask": mask} if mask else found


class Looking(Server):
    """Looks at the pictures of a request while they are there."""

    def __init__(self) -> None:
        super().__init__(DRAWN)
        self.pictures: list[Image.Image] = []
        self.sizes: list[int] = []

    def send(self, request: Request) -> Answer:
        for upload in request.files:
            upload.file.seek(0)
            content = upload.file.read()
            self.sizes.append(len(content))
            self.pictures.append(Image.open(BytesIO(content)))
        return super().send(request)


def sent(uploads: dict[str, Any], **fields: object) -> Looking:
    server = Looking()
    perform(SLUG, values_of(SLUG, uploads, **fields), server)
    return server


def test_one_image_is_sent_as_it_is() -> None:
    request = get(SLUG).request(values_of(SLUG, files(picture("cat.jpg")), **GPT, n="2", size="auto"))

    assert request.path == "/images/edits"
    assert dict(request.form) == {**GPT, "n": "2", "size": "auto"}
    (file,) = request.files
    assert (file.field, file.filename, file.content_type) == ("image", "cat.jpg", "image/jpeg")


def test_several_images_are_sent_as_a_list_with_the_mask_of_the_first() -> None:
    uploads = files(picture("a.png"), picture("b.webp"), mask=picture("mask.png", hole=True))
    request = get(SLUG).request(values_of(SLUG, uploads, **GPT))

    assert [(file.field, file.filename) for file in request.files] == [
        ("image[]", "a.png"),
        ("image[]", "b.webp"),
        ("mask", "mask.png"),
    ]


def test_sixteen_images_are_taken_and_no_more() -> None:
    assert errors_of(SLUG, files(*(picture() for _ in range(16))), **GPT) == {}
    errors = errors_of(SLUG, files(*(picture() for _ in range(17))), **GPT)
    assert errors["image"] == ["There can be 16 at most. Remove the others."]


def test_the_fields_are_those_of_the_models_family() -> None:
    def fields(model: str) -> Any:
        return get(SLUG).form(posted(model=model), connections=[Shop()])

    assert "input_fidelity" not in fields("gpt-image-2").fields
    assert "high" in choices(fields("gpt-image-1.5"), "input_fidelity")
    assert set(choices(fields("gpt-image-1-mini"), "input_fidelity")) == {"", "low"}
    assert "response_format" in fields("dall-e-2").fields
    assert "background" not in fields("dall-e-2").fields
    assert set(choices(fields("dall-e-2"), "size")) == {"", "256x256", "512x512", "1024x1024"}


def test_a_model_that_only_draws_is_not_offered() -> None:
    names = choices(get(SLUG).form(connections=[Shop()]), "model")

    assert "gpt-image-2" in names
    assert "dall-e-3" not in names


def test_the_older_model_takes_shorter_prompts() -> None:
    uploads = files(picture("cat.png", hole=True))

    assert "prompt" in errors_of(SLUG, uploads, **{**DALL_E, "prompt": "x" * 1001})
    assert "prompt" not in errors_of(SLUG, uploads, **{**GPT, "prompt": "x" * 1001})


@pytest.mark.parametrize(
    ("original", "mask", "complaint"),
    [
        (picture("cat.jpg"), None, "is JPEG; this model takes PNG"),
        (picture("cat.png", (8, 6), hole=True), None, "is 8 by 6 pixels; this model takes squares"),
        (picture("cat.png"), None, "has no transparent part"),
        (picture("cat.png", mode="RGBA"), None, "has no transparent part"),
    ],
)
def test_the_older_models_rules_are_checked(
    original: SimpleUploadedFile, mask: SimpleUploadedFile | None, complaint: str
) -> None:
    errors = errors_of(SLUG, files(original, mask=mask), **DALL_E)

    assert complaint in errors["image"][0]


def test_the_older_model_takes_a_square_with_a_hole_or_a_mask() -> None:
    assert errors_of(SLUG, files(picture(hole=True)), **DALL_E) == {}
    assert errors_of(SLUG, files(picture(), mask=picture("mask.png", hole=True)), **DALL_E) == {}


@pytest.mark.parametrize(("model", "megabytes"), [("dall-e-2", 4), ("gpt-image-2", 50)])
def test_an_image_must_be_smaller_than_the_limit(model: str, megabytes: int) -> None:
    def upload(size: int) -> dict[str, Any]:
        file = picture(hole=True)
        file.size = size
        return files(file)

    limit = megabytes * 1024 * 1024
    assert errors_of(SLUG, upload(limit - 1), **{**GPT, "model": model}) == {}
    assert "less than" in errors_of(SLUG, upload(limit), **{**GPT, "model": model})["image"][0]


def test_the_older_model_takes_one_image() -> None:
    errors = errors_of(SLUG, files(picture(hole=True), picture(hole=True)), **DALL_E)

    assert errors["image"] == ["There can be 1 at most. Remove the others."]


def test_a_still_gif_is_refused_and_can_be_converted() -> None:
    assert "is GIF" in errors_of(SLUG, files(picture("cat.gif")), **GPT)["image"][0]
    server = sent(files(picture("cat.gif")), **GPT, fix="convert")
    assert [image.format for image in server.pictures] == ["PNG"]


@pytest.mark.parametrize("model", ["gpt-image-2", "dall-e-2", "a-model-of-our-own"])
@pytest.mark.parametrize(
    ("mask", "complaint"),
    [
        (picture("mask.png"), "no transparent parts"),
        (picture("mask.png", (9, 8), hole=True), "is 9 by 8 pixels, and the first image 8 by 8"),
        (picture("mask.webp", hole=True), "image/webp"),
    ],
)
def test_the_masks_rules_are_checked(model: str, mask: SimpleUploadedFile, complaint: str) -> None:
    mask.seek(0)
    errors = errors_of(SLUG, files(picture(), mask=mask), **{**GPT, "model": model})

    assert complaint in errors["mask"][0]


def test_a_refusal_offers_to_fit_the_picture() -> None:
    errors = errors_of(SLUG, files(picture("cat.png", (8, 6), hole=True)), **DALL_E)

    assert errors["image"][0].endswith("Or let it be fitted: see “Fit the picture to the rules”.")


@pytest.mark.parametrize(("fix", "side"), [("pad", 80), ("crop", 40)])
def test_a_picture_and_its_mask_are_fitted_alike(fix: str, side: int) -> None:
    uploads = files(picture("cat.jpg", (80, 40)), mask=picture("mask.png", (40, 20), hole=True))
    server = sent(uploads, **DALL_E, fix=fix)
    image, mask = server.pictures

    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (side, side))
    assert (mask.format, mask.mode, mask.size) == ("PNG", "RGBA", (side, side))
    assert server.requests[0].files[0].filename == "cat.png"


def test_padding_is_what_the_model_fills_where_there_is_no_mask() -> None:
    (image,) = sent(files(picture("cat.jpg", (80, 40))), **DALL_E, fix="pad").pictures

    assert image.getpixel((40, 5)) == (0, 0, 0, 0)
    pixel = image.getpixel((40, 40))
    assert isinstance(pixel, tuple)
    assert pixel[3] == 255


def test_padding_is_left_alone_where_a_mask_says_what_to_change() -> None:
    uploads = files(picture("cat.png", (80, 40)), mask=picture("mask.png", (80, 40), hole=True))
    _, mask = sent(uploads, **DALL_E, fix="pad").pictures

    assert mask.getpixel((40, 5)) == (0, 0, 0, 255)
    assert mask.getpixel((30, 35)) == (0, 0, 0, 0)


def test_a_square_without_a_hole_is_not_helped_by_padding() -> None:
    assert "image" in errors_of(SLUG, files(picture("cat.jpg")), **DALL_E, fix="pad")


def test_a_fitted_picture_is_as_small_as_the_rule_wants() -> None:
    noise = Image.effect_noise((1500, 1500), 90).convert("RGB")
    noise.putalpha(Image.effect_noise((1500, 1500), 90))
    file = BytesIO()
    noise.save(file, "WEBP", lossless=True)
    upload = SimpleUploadedFile("noise.webp", file.getvalue(), "image/webp")
    server = sent(files(upload, mask=picture("mask.png", hole=True)), **DALL_E, fix="crop")

    assert server.sizes[0] < 4 * 1024 * 1024
    assert server.pictures[0].size == server.pictures[1].size
    assert server.pictures[0].width <= 1024


def strange(exif: bytes) -> SimpleUploadedFile:
    """A photo of which it cannot be read how it lies."""
    file = BytesIO()
    Image.new("RGB", (40, 20)).save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")


def test_a_photo_lies_as_it_was_taken() -> None:
    uploads = files(turned("photo.jpg", (40, 20)), mask=picture("mask.png", hole=True))
    assert [image.size for image in sent(uploads, **GPT, fix="convert").pictures] == [(20, 40), (20, 40)]


def test_a_photo_that_has_a_mask_is_sent_as_it_is_seen_though_nobody_asked_for_it() -> None:
    seen, lying = picture("mask.png", (20, 40), hole=True), picture("mask.png", (40, 20), hole=True)
    photo = turned("photo.jpg", (40, 20))
    server = sent(files(photo, mask=seen), **GPT)
    assert [(image.size, image.getexif().get(0x0112)) for image in server.pictures] == [((20, 40), None)] * 2
    photo.seek(0)
    assert "the first image 20 by 40" in errors_of(SLUG, files(photo, mask=lying), **GPT)["mask"][0]


@pytest.mark.parametrize(
    "original", [turned("photo.jpg", (40, 20), 1), strange(b"Exif\0\0nonsense"), strange(b"Exif\0\0II")]
)
def test_a_photo_that_lies_as_it_is_seen_is_sent_as_it_was(original: SimpleUploadedFile) -> None:
    original.seek(0)
    server = sent(files(original, mask=picture("mask.png", (40, 20), hole=True)), **GPT)
    assert [image.format for image in server.pictures] == ["JPEG", "PNG"]


@pytest.mark.parametrize(("model", "said"), [("gpt-image-2", True), ("dall-e-2", False), ("new-one", True)])
def test_a_mask_is_said_to_be_a_hint_to_the_models_that_take_it_as_one(model: str, said: bool) -> None:
    field = get(SLUG).form(initial={"model": model}).fields["mask"]
    assert ("as a hint, not as an exact border" in field.help_text) == said


def test_what_needs_no_fitting_is_sent_as_it_was() -> None:
    original = picture("cat.jpg")
    server = sent(files(original, picture("dog.gif")), **GPT, fix="convert")

    assert [image.format for image in server.pictures] == ["JPEG", "PNG"]


def bomb() -> SimpleUploadedFile:
    """A small file of a picture with very many pixels."""
    file = BytesIO()
    Image.new("1", (6000, 6000)).save(file, "PNG")
    return SimpleUploadedFile("bomb.png", file.getvalue(), "image/png")


def test_a_picture_too_large_to_decode_is_refused_before_it_is() -> None:
    assert "6000 by 6000 pixels" in errors_of(SLUG, files(bomb()), **DALL_E)["image"][0]
    assert "6000 by 6000 pixels" in errors_of(SLUG, files(bomb()), **GPT, fix="convert")["image"][0]
    with pytest.raises(Unsendable, match="million is the limit"):
        originals.has_hole(bomb())


def test_a_picture_that_breaks_off_is_refused() -> None:
    whole = picture("cat.png", (64, 64), hole=True)
    broken = SimpleUploadedFile("cat.png", whole.read()[:120], "image/png")

    assert "marked below" in errors_of(SLUG, files(broken), **DALL_E)["image"][0]


def test_a_picture_that_is_broken_within_is_refused_once_it_is_decoded() -> None:
    content = bytearray(picture("cat.png", (64, 64), hole=True).read())
    data = content.index(b"IDAT") + 4
    content[data + 2 : data + 8] = b"broken"
    broken = SimpleUploadedFile("cat.png", bytes(content), "image/png")

    assert "cannot be read as a picture" in errors_of(SLUG, files(broken), **DALL_E)["image"][0]
    values = values_of(SLUG, files(broken), **GPT, fix="")
    with pytest.raises(Unsendable, match="cannot be read"), originals.fitted(values, "pad", None):
        pytest.fail("it was read")


def test_a_transparent_background_needs_a_format_that_has_it() -> None:
    errors = errors_of(SLUG, files(picture()), **GPT, background="transparent", output_format="jpeg")

    assert errors["output_format"] == ["A transparent background needs PNG or WEBP."]


def test_moving_pictures_take_no_mask() -> None:
    form = get(SLUG).form(posted(model="gpt-image-2.5-flare", output_format="gif"), connections=[Shop()])

    assert "mask" not in form.fields
    assert "frame_count" in form.fields


def test_the_edited_picture_is_kept() -> None:
    (image,) = kept(SLUG, values_of(SLUG, files(picture()), **GPT), Server(DRAWN))

    assert isinstance(image, outputs.Image)
    assert (image.filename, image.alt, image.file.read()) == ("a-hat-on-the-cat.png", GPT["prompt"], PNG)


def test_previews_come_while_it_is_edited() -> None:
    server = Server(
        events=[
            {"type": "image_edit.partial_image", "b64_json": b64encode(PNG).decode()},
            {"type": "image_edit.completed", "b64_json": b64encode(PNG).decode()},
        ]
    )
    values = values_of(SLUG, files(picture()), **GPT, partial_images="1")

    assert [type(value) for value in perform(SLUG, values, server)] == [outputs.Preview, outputs.Image]
    assert ("stream", "true") in server.requests[0].form


def test_the_result_names_the_originals_and_the_mask_it_came_from() -> None:
    uploads = files(picture("cat.png"), picture("hat.png"), mask=picture("mask.png", hole=True))
    (image,) = kept(SLUG, values_of(SLUG, uploads, **GPT), Server(DRAWN))
    assert isinstance(image, outputs.Image)
    assert image.sources == ("image-0-file", "image-1-file", "mask")


NEWEST = {**GPT, "model": "gpt-image-2.5-flare"}


def marked(*pictures: SimpleUploadedFile, markup: SimpleUploadedFile, **more: Any) -> dict[str, Any]:
    return {**files(*pictures, **more), "markup": markup}


def test_a_markup_lies_over_the_first_image_of_a_model_that_takes_it() -> None:
    uploads = marked(picture("cat.png"), markup=picture("hints.png", hole=True))
    request = get(SLUG).request(values_of(SLUG, uploads, **NEWEST))
    assert [file.field for file in request.files] == ["image", "markup"]
    assert "markup" not in get(SLUG).form(posted(**GPT), connections=[Shop()]).fields


def test_a_markup_cannot_go_with_a_mask() -> None:
    mask, hints = picture("mask.png", hole=True), picture("hints.png", hole=True)
    found = errors_of(SLUG, marked(picture("cat.png"), markup=hints, mask=mask), **NEWEST)
    assert found["markup"] == ["A markup cannot go with a mask: leave one of them out."]


def test_a_markup_must_be_transparent_and_as_large_as_the_image() -> None:
    def complaint(markup: SimpleUploadedFile) -> str:
        return errors_of(SLUG, marked(picture("cat.png"), markup=markup), **NEWEST)["markup"][0]

    assert "no transparent parts" in complaint(picture("hints.png"))
    assert "is 4 by 4 pixels, and the first image 8 by 8" in complaint(
        picture("hints.png", (4, 4), hole=True)
    )


def test_a_markup_is_fitted_with_the_image_and_says_nothing_of_what_was_added() -> None:
    uploads = marked(picture("cat.jpg", (16, 8)), markup=picture("hints.png", (16, 8), hole=True))
    server = sent(uploads, **{**NEWEST, "model": "unknown-one"}, fix="pad")
    image, markup = server.pictures
    assert image.size == markup.size == (16, 16)
    assert markup.convert("RGBA").getpixel((0, 0)) == (0, 0, 0, 0)


def test_the_author_of_an_svg_is_named_in_the_forms_own_way() -> None:
    chosen = {"output_format": "svg", "svg_model": "gpt-6-luna", "svg_effort": "low"}
    request = get(SLUG).request(values_of(SLUG, files(picture("cat.png")), **NEWEST, **chosen))
    form = dict(request.form)
    assert form["svg[model]"] == "gpt-6-luna"
    assert form["svg[reasoning][effort]"] == "low"
