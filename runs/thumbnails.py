"""Small copies of pictures for lists: a row need not load a whole picture."""

import io
from typing import IO

from PIL import ImageOps

from actions.picture_parts import Flaw
from actions.safe_pictures import DECODING, decodable

# The longer side in pixels, by what an address asks for: for a list, and to be looked at beside a result.
SIDES = {"small": 192, "medium": 960}


def thumbnail(file: IO[bytes], side: int) -> bytes | None:
    """Return a WEBP of that side of the picture in an open file, or None if it is none that we can read."""
    content = io.BytesIO()
    try:
        with DECODING, decodable(file, side) as picture:
            small = ImageOps.exif_transpose(picture)
            small.thumbnail((side, side))
            alpha = "A" in small.getbands() or "transparency" in small.info
            small.convert("RGBA" if alpha else "RGB").save(content, "WEBP", quality=80)
    except Flaw:
        return None
    return content.getvalue()
