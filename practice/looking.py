"""Looking at pictures that practice is shown: their size and their main colours are really read."""

import base64
import colorsys
import io
from collections import Counter

from PIL import Image, UnidentifiedImageError

from practice import links
from practice.refusals import Refusal

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_PIXELS = 40_000_000
SMALL = 48  # pixels: enough to tell the main colours
HUES = (
    "red", "orange", "yellow", "green", "green", "green", "teal", "blue", "blue", "violet", "pink", "pink",
)  # fmt: skip


def at_url(url: str, param: str) -> Image.Image | None:
    """Return the picture of a data URL or of practice's own link, None for one elsewhere on the web."""
    if url.startswith(("http://", "https://")):
        own = links.follow(url)
        return opened(own.read_bytes(), param) if own else None
    head, _, data = url.partition(",")
    if not head.startswith("data:image/") or not head.endswith(";base64"):
        message = f"Invalid '{param}': expected a web address, or 'data:image/…;base64,' and the picture."
        raise Refusal(message, code="invalid_image_url", param=param)
    try:
        return opened(base64.b64decode(data, validate=True), param)
    except ValueError:  # no base64
        raise unsupported(param) from None


def opened(content: bytes, param: str) -> Image.Image:
    """Return a still picture, read to its end; refuse anything else."""
    try:
        image = Image.open(io.BytesIO(content), formats=FORMATS)
        if image.width * image.height > MOST_PIXELS or getattr(image, "is_animated", False):
            raise unsupported(param)
        image.load()
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise unsupported(param) from None
    return image


def unsupported(param: str) -> Refusal:
    message = (
        "You uploaded an unsupported image. Please make sure your image is a still picture "
        "of one of the following formats: ['png', 'jpeg', 'gif', 'webp']."
    )
    return Refusal(message, code="invalid_image_format", param=param)


def described(url: str, param: str) -> str:
    """Return what practice sees at an address; refuse a data URL that holds no picture."""
    image = at_url(url, param)
    return description(image) if image else f"a picture at {url.split('/')[2]} (practice does not fetch it)"


def description(image: Image.Image) -> str:
    facts = f"a {image.format} picture of {image.width} by {image.height} pixels"
    return f"{facts}, mostly {' and '.join(main_colours(image))}"


def main_colours(image: Image.Image) -> list[str]:
    """Return the names of the one or two most common colours."""
    small = image.convert("RGBA").resize((SMALL, SMALL))
    raw = small.tobytes()
    counted = Counter(colour_name(*raw[start : start + 4]) for start in range(0, len(raw), 4))
    (first, most), *rest = counted.most_common(2)
    return [first, *(name for name, count in rest if count * 4 >= most)]


def colour_name(red: int, green: int, blue: int, alpha: int) -> str:
    if alpha < 128:
        return "transparent"
    hue, light, saturation = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    if light < 0.12:
        return "black"
    if light > 0.92:
        return "white"
    if saturation < 0.15:
        return "grey"
    name = HUES[round(hue * 12) % 12]
    return "brown" if name == "orange" and light < 0.4 else name
