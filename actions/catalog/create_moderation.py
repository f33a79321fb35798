from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import families, outputs
from actions.action import Action
from actions.fields import LongText
from actions.forms import ActionForm, Model
from actions.image_files import ImageUrl, StillImage, address_of, name_of, source
from actions.rows import Rows
from actions.uploads import MEGABYTE
from connections.client import Answer, Request

CATEGORIES = {
    "harassment": _("Harassment"),
    "harassment/threatening": _("Harassment with threats"),
    "hate": _("Hate"),
    "hate/threatening": _("Hate with threats"),
    "illicit": _("Advice for illicit acts"),
    "illicit/violent": _("Advice for violent illicit acts"),
    "self-harm": "Self-harm",
    "self-harm/intent": _("Intent of self-harm"),
    "self-harm/instructions": _("Instructions for self-harm"),
    "sexual": _("Sexual content"),
    "sexual/minors": _("Sexual content with minors"),
    "violence": _("Violence"),
    "violence/graphic": _("Graphic violence"),
}
WITH_IMAGE = {"image_source": ["url", "file"]}


class CreateModeration(Action):
    """Check texts and images for harmful content, free of charge."""

    title, group, icon = _("Create a Moderation"), "Text", "shield-check"
    path = "/moderations"
    begins = {"input": _("Check this text"), "image_file": _("Check this image")}

    class Form(ActionForm):
        model = Model(
            families.Kind.MODERATION, required=False, advanced=True, default=_("the service's newest one")
        )
        image_source = source(
            label=_("Image"),
            required=False,
            initial="",
            blank=_("No image"),
            advanced=True,
            to=None,
            help_text=_("An image is judged together with the texts, by one verdict."),
        )
        input = LongText(
            label=_("Input"), required=True, rows=6, to=None, help_text=_("The text to check.")
        ).but(WITH_IMAGE, required=False)
        texts = Rows(
            {"text": LongText(label=_("Text"), required=True, rows=3)},
            one=_("further text"),
            label=_("More texts"),
            max_rows=50,
            to=None,
            help_text=_("Each gets a verdict of its own."),
        )
        image_url = ImageUrl(required=True, advanced=True, to=None, when={"image_source": ["url"]})
        image_file = StillImage(
            label=_("Image file"),
            required=True,
            max_size=20 * MEGABYTE,
            advanced=True,
            to=None,
            when={"image_source": ["file"]},
        )

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            if self.cleaned_data.get("texts") and not (self.cleaned_data.get("input") or "").strip():
                self.add_error(
                    "input", ValidationError(gettext("Enter the first text here."), code="required")
                )
            return self.cleaned_data

    def costs(self, values: Mapping[str, Any]) -> bool:  # noqa: ARG002 - OpenAI charges nothing for any of it
        return False

    def headline(self, values: Mapping[str, Any]) -> str:
        image = image_of(values)
        words = values.get("input") or (name_of(image) if image else "")
        return super().headline({"input": words})

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        texts, image = texts_of(values), image_of(values)
        content: Any = texts if len(texts) > 1 else texts[0] if texts else ""
        if image:
            picture = {"type": "image_url", "image_url": {"url": address_of(image)}}
            content = [*({"type": "text", "text": text} for text in texts), picture]
        return replace(request, json={**(request.json or {}), "input": content})

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        results = answer.object("results")["results"] or []
        texts = texts_of(values) if len(results) > 1 else []
        for number, (result, text) in enumerate(zip_longest(results, texts[: len(results)]), start=1):
            which = (
                gettext("Further text %(value)s") % {"value": number - 1} if number > 1 else gettext("Input")
            )
            about = f"{which}: {Truncator(text).words(8)}" if text else ""
            yield outputs.Verdict(
                bool(result.get("flagged")), scores_of(result), about, sources=pictured(values)
            )
        if not results:
            yield outputs.Notice(gettext("The service answered without a verdict."))


def texts_of(values: Mapping[str, Any]) -> list[str]:
    return [
        text for text in (values.get("input"), *(row["text"] for row in values.get("texts") or ())) if text
    ]


def image_of(values: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the image as a row of images would hold it, or None."""
    if not values.get("image_source"):
        return None
    return {"url": values.get("image_url"), "file": values.get("image_file")}


def pictured(values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the place of the image in the form, if there is one."""
    return tuple(name for name in ("image_file", "image_url") if values.get(name))


def scores_of(result: Mapping[str, Any]) -> tuple[outputs.Score, ...]:
    """Return the scores with the categories' plain names, what was flagged first, then the highest."""
    flagged = result.get("categories") or {}
    scores = [
        outputs.Score(str(CATEGORIES.get(name, name)), float(score), bool(flagged.get(name)))
        for name, score in (result.get("category_scores") or {}).items()
        if score is not None
    ]
    return tuple(sorted(scores, key=lambda one: (not one.flagged, -one.score)))
