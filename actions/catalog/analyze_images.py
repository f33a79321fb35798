from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import families, outputs, sampling
from actions.action import NOTHING
from actions.chat import ChatAction
from actions.fields import Choice, LongText
from actions.forms import ActionForm, Model
from actions.image_files import ImageUrl, StillImage, address_of, name_of, place_of, source
from actions.rows import Rows
from actions.steps import Tally, paid_before
from actions.uploads import MEGABYTE
from connections.client import Client, Request
from connections.errors import BadRequest

# Files travel inside the request, a third longer than they are: more than this servers do not take.
MOST_TOGETHER = 50 * MEGABYTE
DETAILS = [
    ("auto", _("Auto: the model chooses")),
    ("low", _("Low: quick and cheap")),
    ("high", _("High: small print too")),
    ("original", _("Original: in full size")),
]


class AnalyzeImages(ChatAction):
    """Ask a model about one or more images."""

    title, group, icon = _("Analyze Images"), "Images", "photo-search"
    path = "/chat/completions"
    begins = {"images-file": _("Ask about this image")}

    class Form(ActionForm):
        model = Model(families.Kind.CHAT)
        prompt = LongText(
            label=_("Prompt"),
            required=True,
            to=None,
            help_text=_("What you want to know, such as “What is the total on this receipt?”"),
        )
        images = Rows(
            {
                "source": source(),
                "detail": Choice(
                    DETAILS,
                    label=_("Detail"),
                    help_text=_("How closely the model looks. More detail costs more."),
                ),
                "url": ImageUrl(required=True, when={"source": ["url"]}),
                "file": StillImage(
                    label=_("Image file"), required=True, max_size=20 * MEGABYTE, when={"source": ["file"]}
                ),
            },
            one=_("image"),
            label=_("Images"),
            min_rows=1,
            max_rows=50,
            to=None,
        )
        each = Choice(
            [("each", _("One for each image"))],
            label=_("Answers"),
            to=None,
            blank=_("One about all images"),
            help_text=_("One for each image asks the same of every image in turn. Each is its own request."),
        )
        reasoning_effort = sampling.reasoning_effort()
        max_completion_tokens = sampling.max_completion_tokens(initial="300").but(
            {"reasoning_effort": ["minimal", "low", "medium", "high", "xhigh", "max"]},
            help_text=families.THINKING_COUNTS,
        )
        max_tokens = sampling.max_tokens(initial="300")
        temperature = sampling.temperature()
        top_p = sampling.top_p()
        n = sampling.number()

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            images = self.cleaned_data.get("images") or ()
            size = sum(image["file"].size for image in images if image.get("file"))
            if size > MOST_TOGETHER and not self.cleaned_data.get("each"):
                most, found = filesizeformat(MOST_TOGETHER), filesizeformat(size)
                words = gettext(
                    "All files together can be %(most)s; these are %(found)s. Ask about each image by itself."
                ) % {"most": most, "found": found}
                self.add_error("images", ValidationError(words, code="size"))
            return self.cleaned_data

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        content = [
            {"type": "text", "text": values["prompt"]},
            *(part_of(image) for image in values["images"]),
        ]
        message = {"role": "user", "content": content}
        return replace(request, json={**(request.json or {}), "messages": [message]})

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        if values.get("each") and len(values["images"]) > 1:
            yield from self.perform_each(client, values)
        else:
            places = [place_of("images", number, image) for number, image in enumerate(values["images"])]
            yield from outputs.sourced(super().perform(client, values), places)

    def perform_each(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        """Ask about one image after the other. A later one that the server cannot take is passed over."""
        images, tally = values["images"], Tally()
        for number, image in enumerate(images, start=1):
            yield outputs.Progress(
                gettext("Image %(number)s of %(images)s") % {"number": number, "images": len(images)}
            )
            name, first = name_of(image), (number - 1) * (values.get("n") or 1)
            place = place_of("images", number - 1, image)
            found = outputs.sourced(super().perform(client, {**values, "images": [image]}), [place])
            try:
                with paid_before() if number > 1 else nullcontext():
                    yield from (of_image(value, name, first, tally) for value in found)
            except BadRequest as error:
                if number == 1:
                    raise
                yield outputs.Notice(f"{name}: {error}")

    def field_named(self, param: str, values: Mapping[str, Any] = NOTHING) -> str | None:
        inside = "images" if param.startswith("messages") else None
        return super().field_named(param, values) or inside


def of_image(value: outputs.Value, name: str, first: int, tally: Tally) -> outputs.Value:
    """Return what came for one image so that it can stand among that of the others."""
    match value:
        case outputs.Text() | outputs.Json() | outputs.Table():
            return replace(value, note=f"{name}: {value.note.lower()}" if value.note else name)
        case outputs.Delta(text, index):
            return outputs.Delta(text, first + index)
        case outputs.Notice(text):
            return outputs.Notice(f"{name}: {text}")
        case outputs.Usage():
            return tally.add(value)
        case _:
            return value


def part_of(image: Mapping[str, Any]) -> dict[str, Any]:
    detail = {"detail": image["detail"]} if image.get("detail") else {}
    return {"type": "image_url", "image_url": {"url": address_of(image), **detail}}
