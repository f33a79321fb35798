"""The two editors in which a person says what data should look like: parameters, and objects in them.

An action that offers them has them in a form of `actions.defining`, and says `savable = SAVABLE`.
"""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Choice, Suggestions, Text, Words
from actions.filling import Savable
from actions.rows import ListOf, Rows
from actions.schemas import DATA_TYPES, WITH_OBJECT

SAVABLE = Savable("structured-data", ("parameters", "objects"))

RULES = (
    (re.compile(r"[A-Za-z_]"), _("Begin with a letter from A to Z or an underscore.")),
    (re.compile(r"[^,\s]*$"), _("Leave out commas and spaces.")),
    (re.compile(r"[\w\s,]*$", re.ASCII), _("Use letters from A to Z, digits and underscores only.")),
)
RULES_TOLD = _(
    "Begins with a letter or an underscore. No commas or spaces, and no special symbols but the underscore."
)
FORCED = _(
    "Yes: the model is made to give a value, even where the text has none, so it may invent one. "
    "No: it may leave this empty."
)

PARAMETER_TOLD = _(
    "What the parameter is, such as “Latitude and Longitude of the location”. The model reads it."
)
PROPERTY_TOLD = _(
    "What the property is, such as “Latitude and Longitude of the location”. The model reads it."
)
PARAMETERS_TOLD = _("What the answer is made of: a parameter for each thing to find.")
OBJECTS_TOLD = _("For parameters of the type Object: what such an object holds, other objects too.")


def keep_rules(name: str) -> None:
    """Raise ValidationError with every rule of naming that a name breaks."""
    if broken := [words for rule, words in RULES if not rule.match(name)]:
        raise ValidationError(broken, code="name")


class Name(Text):
    """A name as it stands in the data."""

    default_validators = [keep_rules]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        words: dict[str, Any] = {"required": True, "max_length": 64, "help_text": RULES_TOLD}
        super().__init__(*args, **words | kwargs)


class Reference(Name):
    """The name of a row in the repeating group `group` of the same form."""

    def __init__(self, group: str, **kwargs: Any) -> None:
        self.group = group
        super().__init__(widget=Suggestions(), **kwargs)


class NamedRows(Rows):
    """Rows of which each has a name of its own."""

    def check(self, rows: list[dict[str, Any]]) -> None:
        names = [row["name"] for row in rows]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValidationError(
                gettext("“%(twice)s” is there twice. Rename one of them.") % {"twice": twice}, code="twice"
            )


def property_fields(description: Words) -> dict[str, Any]:
    """Return the fields that define one value, of a parameter or of an object's property."""
    return {
        "name": Name(label=_("Parameter Name")),
        "type": Choice(
            DATA_TYPES,
            label=_("Data Type"),
            required=True,
            initial="text",
            help_text=_("Choose an array where there can be several."),
        ),
        "object": Reference(
            "objects",
            label=_("Object Name"),
            when=WITH_OBJECT,
            help_text=_("One of the names under Object Definitions."),
        ),
        "description": Text(
            label=_("Description"),
            help_text=description,
        ),
        "required": Choice(
            [("no", _("No")), ("yes", _("Yes"))],
            label=_("Is Parameter Required?"),
            required=True,
            initial="no",
            help_text=FORCED,
        ),
    }


def parameters(**kwargs: Any) -> NamedRows:
    examples = ListOf(
        {"value": Text(label=_("Value"), required=True)},
        one=_("example"),
        label=_("Value Examples"),
        help_text=_("Values as they should come. The more examples, the better the answer."),
    )
    fields = {**property_fields(PARAMETER_TOLD), "examples": examples}
    words: dict[str, Any] = {"label": _("Structured Data Definition"), "help_text": PARAMETERS_TOLD}
    return NamedRows(fields, one=_("parameter"), min_rows=1, to=None, **words, **kwargs)


def objects(**kwargs: Any) -> NamedRows:
    properties = NamedRows(
        property_fields(PROPERTY_TOLD), one=_("property"), label=_("Properties"), min_rows=1
    )
    fields = {
        "name": Name(label=_("Object Name")),
        "description": Text(label=_("Description"), help_text=_("What the object stands for.")),
        "properties": properties,
    }
    words: dict[str, Any] = {"label": _("Object Definitions"), "help_text": OBJECTS_TOLD}
    return NamedRows(fields, one=_("object"), max_rows=50, to=None, **words, **kwargs)
