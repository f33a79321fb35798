"""Pictures from outside: opened only after a look at their parts, decoded only where there is room.

A decoded picture takes four bytes for each pixel, whatever its file's size; so one is decoded at a time.
"""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from PIL.ExifTags import Base

from actions.picture_parts import SENSELESS, Flaw, Parts, parts_of

FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
# Beyond this Pillow itself would call it an attack.
MOST_PIXELS = Image.MAX_IMAGE_PIXELS or 89_478_485
MOST_DECODED = 25_000_000
DECODING = BoundedSemaphore(1)
UPRIGHT, SIDEWAYS = 1, (5, 6, 7, 8)
# What Pillow says of a file that is no picture, or a broken one.
BROKEN = (
    UnidentifiedImageError,
    OSError,
    ValueError,
    SyntaxError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def looked_at(file: IO[bytes]) -> Parts:
    """Return what an open file is made of. Raises Flaw for what is no whole picture, or a huge one."""
    parts = parts_of(file)
    if parts.pixels > MOST_PIXELS:
        raise Flaw(too_many(parts, MOST_PIXELS))
    return parts


def too_many(parts: Parts, most: int) -> str:
    millions = most // 1_000_000
    return _("has %(width)s by %(height)s pixels, and %(millions)s million is the limit: scale it down") % {
        "width": parts.width,
        "height": parts.height,
        "millions": millions,
    }


@contextmanager
def opened(file: Any) -> Iterator[Image.Image]:
    """Give the picture in an open file, not decoded yet; leave the file at its start. Raises Flaw."""
    parts = looked_at(file)
    try:
        with Image.open(file, formats=[FORMATS[parts.media_type]]) as picture:
            yield picture
    except Flaw:
        raise
    except BROKEN as error:
        raise Flaw(SENSELESS) from error
    finally:
        file.seek(0)


def orientation(picture: Image.Image) -> int:
    """Return how a picture lies, as Exif numbers it, as far as its head says so."""
    if "exif" not in picture.info:
        return UPRIGHT  # of a PNG, Pillow would decode all in search of it
    try:
        return int(picture.getexif().get(Base.Orientation, UPRIGHT))
    except (*BROKEN, KeyError, TypeError, struct.error):
        return UPRIGHT


def sound(file: IO[bytes]) -> Parts:
    """Return what an open file is made of, if Pillow takes it too. Raises Flaw."""
    parts = looked_at(file)
    with opened(file):
        return parts


@contextmanager
def decodable(file: Any, edge: int | None = None) -> Iterator[Image.Image]:
    """Give the picture in an open file, to be decoded within `DECODING`. Raises Flaw, also for a large one.

    With `edge`, in pixels, a JPEG is decoded at a fraction of its size, but not much smaller than that.
    """
    parts = looked_at(file)
    with opened(file) as picture:
        if edge and not parts.progressive:
            picture.draft("RGB", (edge, edge))
        if picture.width * picture.height > MOST_DECODED:
            raise Flaw(too_many(parts, MOST_DECODED))
        yield picture
