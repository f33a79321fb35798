"""The pictures that an edit starts from, as they come: in a form, or named in JSON."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from PIL import Image, ImageOps

from practice import looking, uploads
from practice.accounts import Account
from practice.image_families import ImageFamily
from practice.parameters import Parameters
from practice.refusals import Refusal, missing_parameter, too_large

MOST = 16
LARGEST = 50 * 1024 * 1024
LARGEST_MASK = 4 * 1024 * 1024
INSET_SIZE = (1024, 1024)  # a further picture needs no more


@dataclass
class Originals:
    """The first picture, what stays of it (None: what the picture itself says), and further pictures."""

    first: Image.Image
    stencil: Image.Image | None
    insets: list[Image.Image]

    @property
    def count(self) -> int:
        return 1 + len(self.insets)


Read = Callable[[str], Image.Image]


def from_form(files: "dict[str, list[UploadedFile[bytes]]]", family: ImageFamily) -> Originals:
    """Return the pictures of a multipart body; refuse what the family does not take."""
    if "image" not in files:
        raise missing_parameter("image")
    sent = files["image"]
    check_count(len(sent), "image", 1 if family.dall_e else MOST)
    largest = LARGEST_MASK if family.dall_e else LARGEST
    if unknown := files.keys() - ({"image", "mask", "markup"} if family.markup else {"image", "mask"}):
        name = min(unknown)
        raise Refusal(f"Unknown parameter: '{name}'.", code="unknown_parameter", param=name)

    def read(name: str) -> Image.Image:
        return opened(content(files[name][0], LARGEST_MASK), name, ("PNG",))

    formats = ("PNG",) if family.dall_e else ("PNG", "JPEG", "WEBP")
    first, *rest = (
        reduced(opened(content(each, largest), "image", formats), n) for n, each in enumerate(sent)
    )
    return assembled(first, rest, {name for name in ("mask", "markup") if name in files}, read, family)


def from_json(account: Account, given: Parameters, family: ImageFamily) -> Originals:
    """Return the pictures that a JSON body names."""
    if family.dall_e:
        message = "This model takes pictures as multipart/form-data only."
        raise Refusal(message, code="unsupported_content_type", param="images")
    given.require("images")
    named = given.typed("images", list)
    check_count(len(named), "images", MOST)

    def read(name: str) -> Image.Image:
        return named_picture(account, given.values[name], name)

    sources = (named_picture(account, each, f"images[{n}]") for n, each in enumerate(named))
    first, *rest = (reduced(image, number) for number, image in enumerate(sources))
    return assembled(first, rest, {"mask"} & given.values.keys(), read, family)


def named_picture(account: Account, source: Any, place: str) -> Image.Image:
    """Return the picture behind `image_url` or `file_id`."""
    source = source if isinstance(source, dict) else {}
    if name := source.get("file_id"):
        file = uploads.find(account, str(name), f"{place}.file_id")
        return opened(file.beginning(LARGEST), f"{place}.file_id", ("PNG", "JPEG", "WEBP"))
    if not source.get("image_url"):
        raise missing_parameter(f"{place}.image_url")
    image = looking.at_url(str(source["image_url"]), f"{place}.image_url")
    if image is None:
        message = "Practice does not fetch pictures from the web. Send the picture itself."
        raise Refusal(message, code="invalid_image_url", param=f"{place}.image_url")
    return upright(image)


def check_count(count: int, param: str, most: int) -> None:
    if not count:
        raise Refusal(f"Invalid '{param}': empty array.", code="empty_array", param=param)
    if count > most:
        message = f"Invalid '{param}': array too long. Expected an array with maximum length {most}."
        raise Refusal(message, code="array_above_max_length", param=param)


def content(file: "UploadedFile[bytes]", largest: int) -> bytes:
    if (file.size or 0) > largest:
        raise too_large("The image", largest)
    return b"".join(file.chunks())


def opened(content: bytes, param: str, formats: tuple[str, ...]) -> Image.Image:
    image = looking.opened(content, param)
    if image.format not in formats:
        message = f"Invalid image file or mode: '{param}' must be {' or '.join(formats)}."
        raise Refusal(message, code="invalid_image_file", param=param)
    return upright(image)


def upright(image: Image.Image) -> Image.Image:
    """Return the picture as a camera meant it; it has an alpha channel only if it had one."""
    turned = ImageOps.exif_transpose(image)
    return turned.convert("RGBA" if turned.has_transparency_data or "A" in turned.mode else "RGB")


def reduced(image: Image.Image, number: int) -> Image.Image:
    """Return a further picture no larger than it will be needed."""
    if number:
        image.thumbnail(INSET_SIZE)
    return image


def assembled(
    first: Image.Image, rest: list[Image.Image], sent: set[str], read: Read, family: ImageFamily
) -> Originals:
    """Return the pictures with what is to be kept of the first; refuse a mask that does not fit."""
    if sent == {"mask", "markup"}:
        raise Refusal("'markup' cannot be combined with 'mask'.", code="invalid_value", param="markup")
    if family.dall_e and first.width != first.height:
        message = "Uploaded image must be a square PNG of less than 4 MB."
        raise Refusal(message, code="invalid_image_format", param="image")
    stencil = first.getchannel("A") if family.dall_e and "A" in first.mode else None
    for name in sent:
        mask = read(name)
        check_mask(mask, first, name)
        stencil = mask.getchannel("A")
        if name == "markup":
            stencil = Image.eval(stencil, lambda alpha: 255 - alpha)
    if family.dall_e and stencil is None:
        message = "Without a mask, the image must have transparent areas, which say what to edit."
        raise Refusal(message, code="invalid_image_format", param="image")
    return Originals(first.convert("RGBA"), stencil, [each.convert("RGBA") for each in rest])


def check_mask(mask: Image.Image, first: Image.Image, name: str) -> None:
    code = "invalid_mask_image_format"
    if "A" not in mask.mode:
        raise Refusal(f"Invalid {name}: the picture has no alpha channel.", code=code, param=name)
    if mask.size != first.size:
        message = f"Invalid {name}: its size does not match the size of the image."
        raise Refusal(message, code=code, param=name)
