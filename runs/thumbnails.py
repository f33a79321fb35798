"""Small copies of pictures for lists: a row need not load a whole picture."""

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 192


def thumbnail(file: IO[bytes]) -> bytes | None:
    """Return a small WEBP of the picture in an open file, or None if it is none that we can read."""
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > (Image.MAX_IMAGE_PIXELS or 0):
                return None
            picture.draft("RGB", (SIDE, SIDE))
            small = ImageOps.exif_transpose(picture)
            small.thumbnail((SIDE, SIDE))
            content = io.BytesIO()
            small.convert("RGBA" if "A" in small.getbands() or "transparency" in small.info else "RGB").save(
                content, "WEBP", quality=80
            )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return content.getvalue()
