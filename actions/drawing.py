"""The settings that every action on an image model shares, declared once."""

from collections.abc import Mapping
from typing import Any

from actions.fields import Choice, Integer, LongText, Text
from actions.sizes import ImageSize

SIZES = ["256x256", "512x512", "1024x1024"]
QUALITIES = ["auto", "low", "medium", "high", "xhigh", "max", "standard"]
FORMATS = [
    ("png", "PNG"),
    ("jpeg", "JPEG"),
    ("webp", "WEBP"),
    ("gif", "GIF: a moving picture"),
    ("svg", "SVG: a drawing of lines and areas"),
]
OF_PIXELS = {"output_format": ["", "png", "jpeg", "webp"]}
STILL = {"output_format": [*OF_PIXELS["output_format"], "svg"]}
NOT_OF_LINES = {"output_format": [*OF_PIXELS["output_format"], "gif"]}  # an SVG comes alone
PNG_OR_WEBP = ("", "png", "webp")


def prompt(**changes: Any) -> LongText:
    own: dict[str, Any] = {"label": "Prompt", "required": True, "max_length": 32_000, "rows": 5}
    return LongText(**own | changes)


def size() -> ImageSize:
    return ImageSize(
        SIZES, label="Size", free=True, default="the server chooses", help_text="Width x height in pixels."
    )


def number() -> Integer:
    return Integer(
        min_value=1,
        max_value=10,
        label="Number",
        default="1",
        when=NOT_OF_LINES,
        help_text="How many pictures. Each costs.",
    )


def quality(*others: str) -> Choice:
    return Choice(
        [*QUALITIES, *others], label="Quality", help_text="Finer detail takes longer and costs more."
    )


def response_format() -> Choice:
    return Choice(
        [("b64_json", "Base64-encoded picture"), ("url", "Link, fetched at once")],
        label="Response Format",
        blank="As the server prefers",
        help_text="How the picture travels. It is kept here either way.",
    )


def background() -> Choice:
    return Choice(["transparent", "opaque", "auto"], label="Background", advanced=True)


def output_format() -> Choice:
    return Choice(FORMATS, label="Output Format", advanced=True, blank="PNG")


def output_compression() -> Integer:
    return Integer(
        min_value=0,
        max_value=100,
        label="Compression",
        default="100",
        advanced=True,
        when={"output_format": ["jpeg", "webp"]},
        help_text="100 keeps the most detail, less makes a smaller file.",
    )


def partial_images() -> Integer:
    return Integer(
        min_value=0,
        max_value=3,
        label="Previews while it draws",
        default="none",
        advanced=True,
        when={"n": ["", "1"], **OF_PIXELS},
        help_text="Shows the picture while it sharpens. Each preview costs a little.",
    )


def user() -> Text:
    return Text(
        label="End-user identifier",
        max_length=64,
        advanced=True,
        help_text="Helps OpenAI to trace misuse. Do not put a name here.",
    )


def transparency_problem(values: Mapping[str, Any]) -> str | None:
    """Return what is wrong with asking for a transparent background in this format, or None."""
    if values.get("background") == "transparent" and values.get("output_format", "") not in PNG_OR_WEBP:
        return "A transparent background needs PNG or WEBP."
    return None
