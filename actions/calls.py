"""The fields of a call that a person makes up: its path and its headers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Text
from connections.client import FORBIDDEN_HEADERS, checked_path

TOKEN = RegexValidator(
    r"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", _("A header's name has letters, digits and dashes only.")
)
ONE_LINE = RegexValidator(r"^[^\r\n\x00]*$", _("Leave out line breaks."))


class Path(Text):
    """A path on the connection's own server."""

    def clean(self, value: Any) -> str:
        path = str(super().clean(value)).strip()
        try:
            checked_path(path)
        except ValueError as error:
            raise ValidationError(str(error), code="path") from error
        return path


class HeaderName(Text):
    """A header that a person may set."""

    def clean(self, value: Any) -> str:
        name = str(super().clean(value))
        if name.lower() in FORBIDDEN_HEADERS:
            raise ValidationError(
                gettext("“%(name)s” is set by the connection and cannot be changed here.") % {"name": name},
                code="forbidden",
            )
        return name
