"""What each family of image models takes and refuses."""

import re
from dataclasses import dataclass

from practice import svg
from practice.parameters import Parameters
from practice.refusals import Refusal, quoted, unknown_parameter

STILL_FORMATS = ("png", "jpeg", "webp")
TRANSPARENT_FORMATS = ("png", "webp")
ANY_SIZE = ("auto",)
EVERYWHERE = frozenset({"model", "prompt", "n", "size", "quality", "user"})
GPT_ONLY = frozenset(
    {
        "background",
        "output_format",
        "output_compression",
        "moderation",
        "stream",
        "partial_images",
        "safety_identifier",
    }
)
GIF_ONLY = frozenset({"frame_count", "frame_duration_ms"})
NEWEST_ONLY = GIF_ONLY | {"complexity", "svg"}
DALL_E_ONLY = frozenset({"response_format", "style"})


@dataclass(frozen=True)
class ImageFamily:
    """A row of the table. The first size and the first quality are the usual ones."""

    pattern: str
    sizes: tuple[str, ...]
    qualities: tuple[str, ...]
    takes: frozenset[str]
    most: int = 10
    longest_prompt: int = 32_000
    dall_e: bool = False
    revises: bool = False
    formats: tuple[str, ...] = STILL_FORMATS
    fidelities: tuple[str, ...] = ()
    edits: bool = True
    markup: bool = False

    def size(self, asked: str) -> tuple[int, int]:
        """Return the width and height that are asked for, or refuse them."""
        asked = asked or self.sizes[0]
        if asked == "auto" and "auto" in self.sizes:
            return (1024, 1024)
        fixed = self.sizes != ANY_SIZE
        numbers = re.fullmatch(r"([1-9]\d{1,3})x([1-9]\d{1,3})", asked)
        if not numbers or (fixed and asked not in self.sizes):
            choices = quoted(self.sizes) if fixed else "'auto' and WIDTHxHEIGHT"
            raise Refusal(
                f"Invalid size '{asked}'. Supported sizes: {choices}.", code="invalid_size", param="size"
            )
        width, height = int(numbers[1]), int(numbers[2])
        if not fixed and (problem := size_problem(width, height)):
            raise Refusal(f"Invalid size '{asked}': {problem}.", code="invalid_size", param="size")
        return width, height


def size_problem(width: int, height: int) -> str:
    """Return what is wrong with a free size, "" when nothing is."""
    if width % 16 or height % 16:
        return "width and height must be multiples of 16"
    if max(width, height) > 3840:
        return "the longer edge must be 3840 pixels at most"
    if max(width, height) > 3 * min(width, height):
        return "the longer edge must be at most three times the shorter one"
    if not 655_360 <= width * height <= 8_294_400:
        return "the picture must have 655,360 to 8,294,400 pixels"
    return ""


GPT_SIZES = ("auto", "1024x1024", "1536x1024", "1024x1536")
GPT_QUALITIES = ("auto", "low", "medium", "high")
GPT = EVERYWHERE | GPT_ONLY
FAMILIES = (
    ImageFamily(
        r"gpt-image-2\.",
        ANY_SIZE,
        (*GPT_QUALITIES, "xhigh", "max"),
        GPT | NEWEST_ONLY,
        formats=(*STILL_FORMATS, "gif", "svg"),
        markup=True,
    ),
    ImageFamily(r"gpt-image-2", ANY_SIZE, GPT_QUALITIES, GPT),
    ImageFamily(r"gpt-image-1-mini", GPT_SIZES, GPT_QUALITIES, GPT, fidelities=("low",)),
    ImageFamily(r"gpt-image|chatgpt-image", GPT_SIZES, GPT_QUALITIES, GPT, fidelities=("low", "high")),
    ImageFamily(
        r"dall-e-3",
        ("1024x1024", "1792x1024", "1024x1792"),
        ("standard", "hd"),
        EVERYWHERE | DALL_E_ONLY,
        most=1,
        longest_prompt=4_000,
        dall_e=True,
        revises=True,
        edits=False,
    ),
    ImageFamily(
        r"dall-e-2",
        ("1024x1024", "256x256", "512x512"),
        ("standard",),
        EVERYWHERE | {"response_format"},
        longest_prompt=1_000,
        dall_e=True,
    ),
)


def family_of(model: str) -> ImageFamily:
    return next(family for family in FAMILIES if re.match(family.pattern, model))


def check(given: Parameters, family: ImageFamily) -> None:
    """Refuse the parameters and values that this family does not take."""
    for name in given.values:
        if name not in family.takes:
            # OpenAI calls a parameter of the other families unknown, too.
            raise unknown_parameter(name)
    given.choice("moderation", ("auto", "low"), "auto")
    given.choice("style", ("vivid", "natural"), "vivid")
    form = given.choice("output_format", family.formats, "png")
    if "partial_images" in given and not given.flag("stream"):
        message = "The 'partial_images' parameter is only allowed when 'stream' is enabled."
        raise Refusal(message, param="partial_images")
    svg.check(given, form)
    if form == "gif":
        check_gif(given)
    for name in sorted(GIF_ONLY & given.values.keys()):
        if form != "gif":
            message = f"The '{name}' parameter is only supported with output_format 'gif'."
            raise Refusal(message, code="invalid_value", param=name)


def check_gif(given: Parameters) -> None:
    """Refuse what a moving picture cannot be."""
    if given.flag("stream"):
        raise Refusal("GIF output does not support streaming.", code="invalid_value", param="stream")
    if "output_compression" in given:
        message = "GIF output does not support custom output compression."
        raise Refusal(message, code="invalid_value", param="output_compression")


def background(given: Parameters) -> str:
    """Return the background; a transparent one needs a format that can be transparent."""
    wanted = given.choice("background", ("auto", "transparent", "opaque"), "auto")
    form = given.text("output_format") or "png"
    if wanted == "transparent" and form not in TRANSPARENT_FORMATS:
        message = f"Transparent background is not supported for {form.upper()} output format."
        raise Refusal(message, code="invalid_value", param="background")
    return wanted
