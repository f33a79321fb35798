"""Pictures to be edited: what they are, and fitting them to what a model wants of them.

A decoded picture is large whatever its file's size, so it is looked at before it is decoded, and decoded
one at a time.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePath
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from actions.families import PictureRule
from actions.outputs import IN_MEMORY
from actions.picture_parts import Flaw
from actions.safe_pictures import DECODING, MOST_DECODED, SIDEWAYS, UPRIGHT, decodable, opened, orientation
from connections.errors import Unsendable

SHRINK = 0.8
CLEAR, SOLID = (0, 0, 0, 0), (0, 0, 0, 255)
# What is laid over the first picture, and what it has where something is added around that: what a mask
# does not leave free stays, what a markup does not draw says nothing.
OVERLAYS = {"mask": SOLID, "markup": CLEAR}
# To whoever has no rule: what every model of this kind is known to take.
USUAL = PictureRule(formats=("PNG",), less_than=50 * 2**20, max_edge=3840)


@dataclass(frozen=True)
class Facts:
    """What a picture's head says. Its width and height are those it has as it is seen.

    `turned`: its pixels lie otherwise, as a phone keeps a photo.
    """

    format: str
    width: int
    height: int
    alpha: bool
    turned: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def too_large(self) -> str | None:
        """Why it cannot be decoded, in words that follow its name, or None. A JPEG can, scaled down."""
        if self.format in ("JPEG", "MPO") or self.width * self.height <= MOST_DECODED:
            return None
        millions = MOST_DECODED // 1_000_000
        return _("has %(width)s by %(height)s pixels; %(millions)s million is the limit. Scale it down.") % {
            "width": self.width,
            "height": self.height,
            "millions": millions,
        }


class Fitted(File):  # type: ignore[type-arg]  # not subscriptable at run time
    """A picture as it was fitted, under its old name."""

    content_type = "image/png"


def facts(file: Any) -> Facts:
    """Return what an open file's head says of a picture. Raises Flaw for none."""
    with opened(file) as picture:
        alpha = "A" in picture.getbands() or "transparency" in picture.info
        lies = orientation(picture)
        size = picture.size[::-1] if lies in SIDEWAYS else picture.size
        return Facts(str(picture.format), *size, alpha, turned=lies != UPRIGHT)


def has_hole(file: Any) -> bool:
    """Whether a part of a picture is fully transparent. Raises Unsendable."""
    with DECODING, decoded(file) as picture:
        return bool(picture.convert("RGBA").getchannel("A").getextrema()[0] == 0)


@contextmanager
def decoded(file: Any, max_edge: int | None = None) -> Iterator[Image.Image]:
    """Give the picture in an open file, upright, to be copied. Raises Unsendable where it cannot be."""
    try:
        with decodable(file, max_edge) as picture:
            ImageOps.exif_transpose(picture, in_place=True)
            yield picture
    except Flaw as flaw:
        raise Unsendable(f"“{file.name}” {flaw}.", advice=_("Choose another one and run again.")) from flaw


@contextmanager
def fitted(values: Mapping[str, Any], how: str, rule: PictureRule | None) -> Iterator[dict[str, Any]]:
    """Give the values with the pictures, and what lies over them, made to fit the rule; `how` is as "fix"."""
    files = [row["file"] for row in values["image"]]
    over = {name: values[name] for name in OVERLAYS if values.get(name)}
    made: list[Fitted] = []
    try:
        for number, file in enumerate(files):
            if how == "convert" and not (over and number == 0) and rule and not complaint(file, rule):
                continue
            picture, original = fit(file, rule or USUAL, how)
            made.append(picture)
            for name, overlay in list(over.items()) if number == 0 else ():
                over[name] = fit_overlay(overlay, original, facts(picture).shape, how, OVERLAYS[name])
                made.append(over[name])
            files[number] = picture
        yield {**values, "image": [{"file": file} for file in files], **over}
    finally:
        for each in made:
            each.close()


def complaint(file: Any, rule: PictureRule) -> str | None:
    """Return what is wrong with a picture by the rule, or None."""
    found = facts(file)
    return rule.problem(found.format, file.size, *found.shape)


def fit(file: Any, rule: PictureRule, how: str) -> tuple[Fitted, tuple[int, int]]:
    """Return the picture as a PNG by the rule, and the size it had upright. Raises Unsendable."""
    with DECODING:
        with decoded(file, rule.max_edge) as picture:
            original, image = picture.size, squared(picture.convert("RGBA"), how, CLEAR)
        image.thumbnail((rule.max_edge, rule.max_edge))
        while (content := as_png(image)).tell() >= rule.less_than:
            content.close()
            image.thumbnail((int(image.width * SHRINK), int(image.height * SHRINK)))
    return renamed(content, file), original


def fit_overlay(
    file: Any, original: tuple[int, int], shape: tuple[int, int], how: str, around: tuple[int, int, int, int]
) -> Fitted:
    """Return what lies over a picture that had the size `original` and has the size `shape` now."""
    with DECODING:
        with decoded(file) as picture:
            overlay = picture.convert("RGBA").resize(original)
        return renamed(as_png(squared(overlay, how, around).resize(shape)), file)


def squared(image: Image.Image, how: str, around: tuple[int, int, int, int]) -> Image.Image:
    """Return an image padded or cropped to a square about its middle."""
    width, height = image.size
    if how == "crop":
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        return image.crop((left, top, left + side, top + side))
    if how == "pad" and width != height:
        side = max(width, height)
        square = Image.new("RGBA", (side, side), around)
        square.paste(image, ((side - width) // 2, (side - height) // 2))
        return square
    return image


def as_png(image: Image.Image) -> IO[bytes]:
    """Return an image as a PNG file at its end."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - whoever fits the picture closes it
    image.save(file, "PNG")
    file.seek(0, 2)
    return file


def renamed(content: IO[bytes], file: Any) -> Fitted:
    content.seek(0)
    return Fitted(content, name=f"{PurePath(str(file.name)).stem}.png")
