"""Image models: sizes, qualities, formats and prompt lengths."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from actions.families.family import REFUSED, Family, Kind, PictureRule, Rules, SizeRule
from actions.fields import Choice, Integer, Text
from actions.image_files import StillImage

DRAWN = frozenset({Kind.IMAGE})
DRAWN_AND_EDITED = frozenset({Kind.IMAGE, Kind.EDIT})

FREE_SIZES = SizeRule(multiple=16, max_edge=3840, max_ratio=3, min_pixels=655_360, max_pixels=8_294_400)

SQUARE, LANDSCAPE, PORTRAIT = (
    ("1024x1024", _("Square")),
    ("1536x1024", _("Landscape")),
    ("1024x1536", _("Portrait")),
)
GPT_SIZES = [
    ("auto", _("Auto: the model chooses")),
    *(
        (size, format_lazy("{name}, {size}", name=name, size=size))
        for size, name in (SQUARE, LANDSCAPE, PORTRAIT)
    ),
]
EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
QUALITIES = ["auto", "low", "medium", "high"]
ORIGINALS = PictureRule(formats=("PNG", "WEBP", "JPEG"), less_than=50 * 2**20, max_edge=3840)
SQUARES = PictureRule(formats=("PNG",), less_than=4 * 2**20, max_edge=1024, square=True, hole=True)

# These came with GPT Image; DALL·E knew none of them.
GPT_ONLY = (
    "background",
    "output_format",
    "output_compression",
    "moderation",
    "partial_images",
    "input_fidelity",
)
GPT: Rules = {
    "response_format": REFUSED,
    "style": REFUSED,
    "size": {"choices": GPT_SIZES, "free": False},
    "quality": {"choices": QUALITIES},
    "image": {"rule": ORIGINALS},
    "fix": {"choices": [("convert", _("Convert what needs it to PNG, and size the mask to the picture"))]},
}
# Newer models keep to the original as well as they can, unasked.
FAITHFUL: Rules = {"input_fidelity": REFUSED}
STILL_FORMATS: Rules = {"output_format": {"choices": [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP")]}}
MOVING, OF_LINES = {"output_format": ["gif"]}, {"output_format": ["svg"]}
# OpenAI opens GIF and SVG to some accounts only.
NEWEST = {
    "complexity": Choice(
        ["low", "medium", "high"],
        label=_("Complexity"),
        advanced=True,
        help_text=_("How much is planned before the picture is drawn."),
    ),
    "frame_count": Integer(
        min_value=2, max_value=16, label=_("Frames"), default="9", advanced=True, when=MOVING
    ),
    "frame_duration_ms": Integer(
        min_value=1,
        max_value=655_350,
        label=_("Time for each frame, in milliseconds"),
        default="200",
        advanced=True,
        when=MOVING,
    ),
    "svg_model": Text(
        label=_("SVG Model"),
        max_length=200,
        to="svg.model",
        advanced=True,
        when=OF_LINES,
        help_text=_("The chat model that makes a drawing of the picture. Blank where there is no choice."),
    ),
    "svg_effort": Choice(
        EFFORTS,
        label=_("SVG Reasoning Effort"),
        to="svg.reasoning.effort",
        advanced=True,
        when={**OF_LINES, "svg_model": ["?*"]},
        help_text=_("How long that model thinks."),
    ),
}
# Not with a mask: the form says so.
MARKUP = StillImage(
    label=_("Markup"),
    max_size=4 * 2**20 - 1,
    types={"image/png": "PNG"},
    advanced=True,
    help_text=_("Hints drawn over the first image: as large as it is, and transparent but for them."),
)
FREE: Rules = {"size": {"choices": GPT_SIZES, "free": True, "rule": FREE_SIZES}}
DALL_E: Rules = dict.fromkeys(GPT_ONLY, REFUSED)

IMAGE_FAMILIES = (
    Family(
        name="GPT Image 2.5 and 2.6",
        kinds=DRAWN_AND_EDITED,
        patterns=("gpt-image-2.5*", "gpt-image-2.6*"),
        rules={**GPT, **FREE, **FAITHFUL, "quality": {"choices": [*QUALITIES, "xhigh", "max"]}},
        adds={Kind.IMAGE: NEWEST, Kind.EDIT: {**NEWEST, "markup": MARKUP}},
    ),
    Family(
        name="GPT Image 2",
        kinds=DRAWN_AND_EDITED,
        patterns=("gpt-image-2*",),
        rules={**GPT, **FREE, **FAITHFUL, **STILL_FORMATS},
    ),
    Family(
        name="GPT Image 1 mini",
        kinds=DRAWN_AND_EDITED,
        patterns=("gpt-image-1-mini*",),
        rules={**GPT, **STILL_FORMATS, "input_fidelity": {"choices": ["low"]}},
    ),
    Family(
        name="GPT Image 1",
        kinds=DRAWN_AND_EDITED,
        patterns=("gpt-image-1*", "chatgpt-image*"),
        rules={**GPT, **STILL_FORMATS},
    ),
    Family(
        name="DALL·E 3",
        kinds=DRAWN,
        patterns=("dall-e-3*",),
        rules={
            **DALL_E,
            "prompt": {"max_length": 4_000},
            "n": {"max_value": 1},
            "size": {"choices": ["1024x1024", "1792x1024", "1024x1792"], "free": False},
            "quality": {"choices": ["standard", "hd"]},
        },
    ),
    Family(
        name="DALL·E 2",
        kinds=DRAWN_AND_EDITED,
        patterns=("dall-e-2*",),
        rules={
            **DALL_E,
            "prompt": {"max_length": 1_000},
            "size": {"choices": ["256x256", "512x512", "1024x1024"], "free": False},
            "quality": {"choices": ["standard"]},
            "style": REFUSED,
            "image": {"max_rows": 1, "rule": SQUARES},
            "mask": {"exact": True},
            "fix": {"choices": [("pad", _("Pad it to a square")), ("crop", _("Crop it to a square"))]},
        },
    ),
)
