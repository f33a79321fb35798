from typing import Any

from actions import families
from actions.fields import Choice, Integer, LongText, Text
from actions.forms import ActionForm, Model
from actions.pictures import PictureAction
from actions.sizes import ImageSize

SIZES = ["256x256", "512x512", "1024x1024"]
QUALITIES = ["auto", "low", "medium", "high", "xhigh", "max", "standard", "hd"]
PNG_OR_WEBP = ("", "png", "webp")


class GenerateImage(PictureAction):
    """Draw one or more images from a description."""

    title, group, icon = "Generate an Image", "Images", "palette"
    path = "/images/generations"

    class Form(ActionForm):
        model = Model(families.Kind.IMAGE)
        prompt = LongText(
            label="Prompt",
            required=True,
            max_length=32_000,
            rows=5,
            help_text="What the picture shows: the subject, the setting, the style, the light.",
        )
        size = ImageSize(SIZES, label="Size", free=True, help_text="Width x height in pixels.")
        n = Integer(
            min_value=1, max_value=10, label="Number", default="1", help_text="How many pictures. Each costs."
        )
        quality = Choice(QUALITIES, label="Quality", help_text="Finer detail takes longer and costs more.")
        response_format = Choice(
            [("b64_json", "Base64-encoded picture"), ("url", "Link, fetched at once")],
            label="Response Format",
            blank="As the server prefers",
            help_text="How the picture travels. It is kept here either way.",
        )
        style = Choice([("vivid", "Vivid"), ("natural", "Natural")], label="Style")
        background = Choice(["transparent", "opaque", "auto"], label="Background", advanced=True)
        output_format = Choice(
            [("png", "PNG"), ("jpeg", "JPEG"), ("webp", "WEBP"), ("gif", "GIF: moving")],
            label="Output Format",
            advanced=True,
            blank="PNG",
        )
        output_compression = Integer(
            min_value=0,
            max_value=100,
            label="Compression",
            default="100",
            advanced=True,
            when={"output_format": ["jpeg", "webp"]},
            help_text="100 keeps the most detail, less makes a smaller file.",
        )
        moderation = Choice(["auto", "low"], label="Moderation", advanced=True, help_text="Low filters less.")
        complexity = Choice(["low", "medium", "high"], label="Complexity", advanced=True)
        frame_count = Integer(
            min_value=2,
            max_value=16,
            label="Frames",
            default="9",
            advanced=True,
            when={"output_format": ["gif"]},
        )
        frame_duration_ms = Integer(
            min_value=1,
            label="Time for each frame, in milliseconds",
            default="200",
            advanced=True,
            when={"output_format": ["gif"]},
        )
        partial_images = Integer(
            min_value=0,
            max_value=3,
            label="Previews while it draws",
            default="none",
            advanced=True,
            when={"n": ["", "1"], "output_format": ["", "png", "jpeg", "webp"]},
            help_text="Shows the picture while it sharpens. Each preview costs a little.",
        )
        user = Text(
            label="End-user identifier",
            max_length=64,
            advanced=True,
            help_text="Helps OpenAI to trace misuse. Do not put a name here.",
        )

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            if (
                self.cleaned_data.get("background") == "transparent"
                and self.cleaned_data.get("output_format", "") not in PNG_OR_WEBP
            ):
                self.add_error("output_format", "A transparent background needs PNG or WEBP.")
            return self.cleaned_data
