"""Small copies of pictures for lists: a row need not load a whole picture."""

import io
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

# The longer side in pixels, by what an address asks for: for a list, and to be looked at beside a result.
SIDES = {"small": 192, "medium": 960}


def thumbnail(file: IO[bytes], side: int) -> bytes | None:
    """Return a WEBP of that side of the picture in an open file, or None if it is none that we can read."""
    try:
        with Image.open(file) as picture:
            if picture.width * picture.height > (Image.MAX_IMAGE_PIXELS or 0):
                return None
            picture.draft("RGB", (side, side))
            small = ImageOps.exif_transpose(picture)
            small.thumbnail((side, side))
            content = io.BytesIO()
            small.convert("RGBA" if "A" in small.getbands() or "transparency" in small.info else "RGB").save(
                content, "WEBP", quality=80
            )
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    return content.getvalue()
