from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import drawing, families, originals, outputs
from actions.fields import Choice
from actions.forms import ActionForm, Model
from actions.image_files import Mask, StillImage, place_of
from actions.pictures import PictureAction
from actions.rows import Rows
from actions.uploads import MEGABYTE, media_type
from connections.client import Client, Upload
from connections.errors import Unsendable

OFFER = _("Or let it be fitted: see “Fit the picture to the rules”.")


class Originals(Rows):
    """The pictures to edit. `rule` says what they must be."""

    def __init__(
        self, fields: Mapping[str, Any], *, rule: families.PictureRule | None = None, **kwargs: Any
    ) -> None:
        self.rule = rule
        super().__init__(fields, **kwargs)

    def hint(self) -> str:
        return (
            gettext("This model takes %(rule)s.") % {"rule": self.rule}
            if self.rule
            else gettext("PNG, JPEG, WEBP or a still GIF.")
        )


class Original(StillImage):
    """One of them. What it may be is said once for all of them."""

    def hint(self) -> str:
        return ""


class EditImage(PictureAction):
    """Change an image, or combine several into a new one."""

    title, group, icon = _("Edit an Image"), "Images", "photo-edit"
    path = "/images/edits"
    begins = {"image-file": _("Edit this image")}

    class Form(ActionForm):
        model = Model(families.Kind.EDIT)
        image = Originals(
            {"file": Original(label=_("Image file"), required=True, max_size=50 * MEGABYTE)},
            one=_("image"),
            label=_("Image"),
            min_rows=1,
            max_rows=16,
            to=None,
        )
        prompt = drawing.prompt(help_text=_("What is to be changed, or what the new picture shows."))
        output_format = drawing.output_format()
        mask = Mask(
            label=_("Mask"),
            of="image",
            max_size=4 * MEGABYTE - 1,
            when=drawing.STILL,
            help_text=_(
                "What of the first image should change. A file must be as large, and transparent there."
            ),
        )
        fix = Choice(
            [
                ("convert", _("Convert it to PNG, and size the mask to it")),
                ("pad", _("Pad it to a square")),
                ("crop", _("Crop it to a square")),
            ],
            label=_("Fit the picture to the rules"),
            to=None,
            blank=_("No: tell me what is wrong"),
            help_text=_("Done before it is sent. The mask is changed in the same way."),
        )
        n = drawing.number()
        size = drawing.size()
        quality = drawing.quality()
        response_format = drawing.response_format()
        input_fidelity = Choice(
            ["low", "high"],
            label=_("Input Fidelity"),
            advanced=True,
            blank=_("Low"),
            help_text=_("High keeps closer to the original, faces above all, and costs more."),
        )
        background = drawing.background()
        output_compression = drawing.output_compression()
        partial_images = drawing.partial_images()
        user = drawing.user()

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            if problem := drawing.transparency_problem(self.cleaned_data):
                self.add_error("output_format", problem)
            if files := [row["file"] for row in self.cleaned_data.get("image") or ()]:
                self.check_originals(files)
                self.check_overlays(files[0])
            return self.cleaned_data

        def check_originals(self, files: list[Any]) -> None:
            rule, fix = rule_of(self), self.cleaned_data.get("fix")
            for file in files:
                found = originals.facts(file)
                if (fix or (rule and rule.hole)) and found.too_large:
                    self.complain("image", file, found.too_large)
                elif not fix and rule and (wrong := originals.complaint(file, rule)):
                    self.complain("image", file, f"{wrong} {OFFER}")

        def check_overlays(self, file: Any) -> None:
            """Add an error if mask or markup does not go with the first picture, or a mask is missing."""
            over = {
                name: self.cleaned_data[name] for name in originals.OVERLAYS if self.cleaned_data.get(name)
            }
            first = originals.facts(file)
            for name, overlay in over.items():
                self.check_overlay(name, overlay, first)
            if len(over) > 1:
                words = gettext("A markup cannot go with a mask: leave one of them out.")
                self.add_error("markup", ValidationError(words, code="both"))
            if "mask" not in over and "mask" not in self.errors:
                padded = self.cleaned_data.get("fix") == "pad" and first.width != first.height
                self.check_hole(file, first, padded)

        def check_overlay(self, name: str, overlay: Any, first: originals.Facts) -> None:
            fix, found = self.cleaned_data.get("fix"), originals.facts(overlay)
            if not found.alpha:
                self.complain(name, overlay, gettext("has no transparent parts. Save it with transparency."))
            elif (fix or first.turned) and found.too_large:
                self.complain(name, overlay, found.too_large)
            elif not fix and found.shape != first.shape:
                words = gettext(
                    "is %(width)s by %(height)s pixels, and the first image %(width2)s by %(height2)s: "
                    "they must be the same. %(offer)s"
                ) % {
                    "width": found.width,
                    "height": found.height,
                    "width2": first.width,
                    "height2": first.height,
                    "offer": OFFER,
                }
                self.complain(name, overlay, words)

        def check_hole(self, file: Any, found: originals.Facts, padded: bool) -> None:
            """Add an error if the model needs a transparent part, and padding will not bring one."""
            rule = rule_of(self)
            if padded or not rule or not rule.hole or "image" in self.errors:
                return
            try:
                if not (found.alpha and originals.has_hole(file)):
                    self.complain(
                        "image", file, gettext("has no transparent part to say what to change. Add a mask.")
                    )
            except Unsendable as error:
                self.add_error("image", ValidationError(f"{error.message} {error.advice}", code="broken"))

        def complain(self, name: str, file: Any, words: str) -> None:
            self.add_error(name, ValidationError(f"“{file.name}” {words}", code="picture"))

    def uploads(self, values: Mapping[str, Any]) -> Iterator[Upload]:
        files = [row["file"] for row in values["image"]]
        field = "image" if len(files) == 1 else "image[]"
        for file in files:
            kind = media_type(file) or "application/octet-stream"
            yield Upload(field=field, filename=file.name, content_type=kind, file=file)
        yield from super().uploads(values)

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        places = [place_of("image", number, row) for number, row in enumerate(values["image"])]
        over = [name for name in originals.OVERLAYS if values.get(name)]
        yield from outputs.sourced(self.edited(client, values), [*places, *over])

    def edited(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        """Yield what comes of the pictures, fitted to the model's rules where that was asked for."""
        how = values.get("fix") or needed(values)
        if not how:
            yield from super().perform(client, values)
            return
        rule = families.family_of(self.model(values), families.Kind.EDIT).rules.get("image") or {}
        with originals.fitted(values, how, rule.get("rule")) as changed:
            yield from super().perform(client, changed)


def needed(values: Mapping[str, Any]) -> str:
    """Return how to fit pictures though nobody asked: what lies over a photo lies as that is seen."""
    over = any(values.get(name) for name in originals.OVERLAYS)
    return "convert" if over and originals.facts(values["image"][0]["file"]).turned else ""


def rule_of(form: ActionForm) -> families.PictureRule | None:
    field = form.fields["image"]
    return field.rule if isinstance(field, Originals) else None
