"""Pictures that a person uploads, and pictures on the web."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Choice, Text
from actions.picture_parts import Flaw
from actions.safe_pictures import sound
from actions.uploads import BoundFile, File, media_type
from connections.bodies import DataUrl

PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}
SOURCES = [("url", _("Image URL")), ("file", _("Image file"))]


class StillImage(File):
    """A picture that does not move, judged by its content."""

    def __init__(self, *args: Any, types: Mapping[str, str] = PICTURES, **kwargs: Any) -> None:
        super().__init__(*args, types=types, **kwargs)

    def check(self, file: Any) -> None:
        super().check(file)
        try:
            parts = sound(file)
        except Flaw as flaw:
            raise ValidationError(
                gettext("“%(name)s” %(flaw)s. Choose another one.") % {"name": file.name, "flaw": flaw},
                code="broken",
            ) from flaw
        # Only a GIF is asked: of the other formats, OpenAI says nothing about moving ones.
        if parts.frames > 1 and parts.media_type == "image/gif":
            raise ValidationError(
                gettext("“%(name)s” is a moving GIF. Save one of its pictures, or choose a still one.")
                % {"name": file.name},
                code="moving",
            )


class Mask(StillImage):
    """A picture that says by its transparent parts what of another one should change; it can be drawn.

    `of` names the field, or the repeating group, whose first picture that is. `exact`: what the model
    changes ends where the mask says.
    """

    def __init__(self, *args: Any, of: str, exact: bool = False, **kwargs: Any) -> None:
        self.of, self.exact = of, exact
        super().__init__(*args, types={"image/png": "PNG"}, **kwargs)

    def hint(self) -> str:
        return " ".join(filter(None, [self.caution(), super().hint()]))

    def caution(self) -> str:
        """Return what to know before one is drawn."""
        return "" if self.exact else gettext("Image models take it as a hint, not as an exact border.")

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundMask":
        return BoundMask(form, self, field_name)


class BoundMask(BoundFile):
    """A mask in a form, beside the pictures of which it is one."""

    field: Mask

    @property
    def pictures_id(self) -> str:
        """The id of the input, or of the group, in which the picture is chosen."""
        return str(self.form[self.field.of].auto_id)


class ImageUrl(Text):
    """The address of a picture that the server can fetch."""

    default_validators = [
        URLValidator(
            schemes=["http", "https"],
            message=_("Enter a whole address, such as https://example.com/picture.png."),
        )
    ]

    def __init__(self, **kwargs: Any) -> None:
        words = {
            "label": _("Image URL"),
            "help_text": _("An address on the public web, such as https://example.com/picture.png."),
        }
        super().__init__(max_length=2000, **words | kwargs)


def source(**changes: Any) -> Choice:
    own: dict[str, Any] = {"label": _("Source"), "required": True, "initial": "file"}
    return Choice(SOURCES, **own | changes)


def address_of(picture: Mapping[str, Any]) -> str | DataUrl:
    """Return what stands for a picture in a request: its address, or its content as a data URL."""
    if file := picture.get("file"):
        return DataUrl(file, media_type(file) or "application/octet-stream")
    return str(picture["url"])


def place_of(group: str, number: int, picture: Mapping[str, Any]) -> str:
    """Return where a picture of a repeating group stands in the form; `number` counts from 0."""
    return f"{group}-{number}-{'file' if picture.get('file') else 'url'}"


def name_of(picture: Mapping[str, Any]) -> str:
    """Return what a person calls a picture."""
    if file := picture.get("file"):
        return str(file.name)
    return str(picture["url"]).partition("?")[0].rstrip("/").rpartition("/")[2] or str(picture["url"])
