"""Small copies of pictures for lists: a row need not load a whole picture.

The worker makes one when it stores a picture, and it is kept beside that. For an upload, or a picture from
before, it is made when it is first asked for.
"""

import io
import logging
import uuid
from contextlib import suppress
from typing import IO, NamedTuple

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from PIL import ImageOps
from PIL.ExifTags import Base

from actions.picture_parts import Flaw
from actions.safe_pictures import DECODING, SIDEWAYS, decodable, looked_at
from runs.models import Attachment, Output, Stray

log = logging.getLogger(__name__)
# The longer side in pixels, by what an address asks for: for a list, and to be looked at beside a result.
SIDES = {"small": 384, "medium": 960}
KEPT = "small"
MEDIA_TYPE = "image/webp"


class Small(NamedTuple):
    """A small copy of a picture, as a WEBP, and how large the picture itself is as it is seen."""

    content: bytes
    width: int
    height: int


def thumbnail(file: IO[bytes], side: int) -> Small | None:
    """Return a copy of that side of the picture in an open file, or None if it is none that we can read."""
    content = io.BytesIO()
    try:
        parts = looked_at(file)
        with DECODING, decodable(file, side) as picture:
            turned = picture.getexif().get(Base.Orientation) in SIDEWAYS
            picture.thumbnail((side, side))
            ImageOps.exif_transpose(picture, in_place=True)  # now that it is small: a copy of it costs little
            alpha = "A" in picture.getbands() or "transparency" in picture.info
            picture.convert("RGBA" if alpha else "RGB").save(content, "WEBP", quality=80)
    except Flaw:
        return None
    size = (parts.height, parts.width) if turned else (parts.width, parts.height)
    return Small(content.getvalue(), *size)


def small_of(row: Attachment | Output) -> bytes | None:
    """Return the small copy of a row's picture, made now if there is none; None if it cannot be read.

    Raises FileNotFoundError if the picture is gone.
    """
    if row.thumbnail:
        with suppress(FileNotFoundError), default_storage.open(str(row.thumbnail.name)) as kept:
            content: bytes = kept.read()
            return content
    with default_storage.open(str(row.file.name)) as file:
        small = thumbnail(file, SIDES[KEPT])
    if small:
        keep(row, small)
    return small and small.content


def keep(row: Attachment | Output, small: Small) -> None:
    """Keep the small copy of a row's picture. Of two that are made at once, one is kept."""
    name = beside(str(row.file.name))
    Stray.objects.announce(name)
    try:
        default_storage.save(name, ContentFile(small.content))
    except OSError as error:
        log.warning("A small copy of a picture cannot be kept now: %s", error)
        return
    mine = type(row)._default_manager.filter(pk=row.pk, thumbnail=str(row.thumbnail.name or ""))
    with transaction.atomic():
        if kept := mine.update(thumbnail=name, width=small.width, height=small.height):
            Stray.objects.settle([name])
    if not kept:
        Stray.objects.remove([name])


def beside(name: str) -> str:
    """Return a new name for the small copy of the picture in a stored file."""
    return f"{name}-{uuid.uuid4().hex[:8]}"
