"""The settings that every action on an image model shares, declared once."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Choice, Integer, LongText, Text, Words
from actions.sizes import ImageSize

SIZES = ["256x256", "512x512", "1024x1024"]
QUALITIES = ["auto", "low", "medium", "high", "xhigh", "max", "standard"]
FORMATS: list[tuple[str, Words]] = [
    ("png", "PNG"),
    ("jpeg", "JPEG"),
    ("webp", "WEBP"),
    ("gif", _("GIF: a moving picture")),
    ("svg", _("SVG: a drawing of lines and areas")),
]
OF_PIXELS = {"output_format": ["", "png", "jpeg", "webp"]}
STILL = {"output_format": [*OF_PIXELS["output_format"], "svg"]}
NOT_OF_LINES = {"output_format": [*OF_PIXELS["output_format"], "gif"]}  # an SVG comes alone
PNG_OR_WEBP = ("", "png", "webp")


def prompt(**changes: Any) -> LongText:
    own: dict[str, Any] = {"label": _("Prompt"), "required": True, "max_length": 32_000, "rows": 5}
    return LongText(**own | changes)


def size() -> ImageSize:
    return ImageSize(
        SIZES,
        label=_("Size"),
        free=True,
        default=_("the server chooses"),
        help_text=_("Width x height in pixels."),
    )


def number() -> Integer:
    return Integer(
        min_value=1,
        max_value=10,
        label=_("Number"),
        default="1",
        when=NOT_OF_LINES,
        help_text=_("How many pictures. Each costs."),
    )


def quality(*others: str) -> Choice:
    return Choice(
        [*QUALITIES, *others], label=_("Quality"), help_text=_("Finer detail takes longer and costs more.")
    )


def response_format() -> Choice:
    return Choice(
        [("b64_json", _("Base64-encoded picture")), ("url", _("Link, fetched at once"))],
        label=_("Response Format"),
        blank=_("As the server prefers"),
        help_text=_("How the picture travels. It is kept here either way."),
    )


def background() -> Choice:
    return Choice(["transparent", "opaque", "auto"], label=_("Background"), advanced=True)


def output_format() -> Choice:
    return Choice(FORMATS, label=_("Output Format"), advanced=True, blank="PNG")


def output_compression() -> Integer:
    return Integer(
        min_value=0,
        max_value=100,
        label=_("Compression"),
        default="100",
        advanced=True,
        when={"output_format": ["jpeg", "webp"]},
        help_text=_("100 keeps the most detail, less makes a smaller file."),
    )


def partial_images() -> Integer:
    return Integer(
        min_value=0,
        max_value=3,
        label=_("Previews while it draws"),
        default="none",
        advanced=True,
        when={"n": ["", "1"], **OF_PIXELS},
        help_text=_("Shows the picture while it sharpens. Each preview costs a little."),
    )


def user() -> Text:
    return Text(
        label=_("End-user identifier"),
        max_length=64,
        advanced=True,
        help_text=_("Helps OpenAI to trace misuse. Do not put a name here."),
    )


def transparency_problem(values: Mapping[str, Any]) -> str | None:
    """Return what is wrong with asking for a transparent background in this format, or None."""
    if values.get("background") == "transparent" and values.get("output_format", "") not in PNG_OR_WEBP:
        return gettext("A transparent background needs PNG or WEBP.")
    return None
