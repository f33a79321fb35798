from typing import Any

from django.utils.translation import gettext_lazy as _

from actions import drawing, families
from actions.fields import Choice
from actions.forms import ActionForm, Model
from actions.pictures import PictureAction


class GenerateImage(PictureAction):
    """Draw one or more images from a description."""

    title, group, icon = _("Generate an Image"), "Images", "palette"
    path = "/images/generations"
    begins = {"prompt": _("Draw this")}

    class Form(ActionForm):
        model = Model(families.Kind.IMAGE)
        prompt = drawing.prompt(
            help_text=_("What the picture shows: the subject, the setting, the style, the light.")
        )
        size = drawing.size()
        output_format = drawing.output_format()
        n = drawing.number()
        quality = drawing.quality("hd")
        response_format = drawing.response_format()
        style = Choice([("vivid", _("Vivid")), ("natural", _("Natural"))], label=_("Style"))
        background = drawing.background()
        output_compression = drawing.output_compression()
        moderation = Choice(
            ["auto", "low"], label=_("Moderation"), advanced=True, help_text=_("Low filters less.")
        )
        partial_images = drawing.partial_images()
        user = drawing.user()

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            if problem := drawing.transparency_problem(self.cleaned_data):
                self.add_error("output_format", problem)
            return self.cleaned_data
