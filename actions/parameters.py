"""Parameters the form does not know: a name, a type and a value, merged into the request."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Choice, Text, Words
from actions.forms import DeclaredForm
from actions.rows import Rows
from actions.wiring import MERGED
from connections import limits

TYPES = [
    ("text", _("Text")),
    ("number", _("Number")),
    ("boolean", _("Boolean: yes or no")),
    ("array", _("Array: a JSON list")),
    ("collection", _("Collection: a JSON object")),
    ("date", _("Date")),
]


NAMED = _("Use letters from A to Z, digits and underscores only.")


def number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def boolean(text: str) -> bool:
    return {"true": True, "yes": True, "false": False, "no": False}[text.lower()]


def json_of(kind: type, text: str) -> Any:
    value = limits.typed(text)
    if not isinstance(value, kind):
        raise ValueError(text)
    return value


def day(text: str) -> str:
    return (datetime if "T" in text else date).fromisoformat(text).isoformat()


READ: dict[str, tuple[Callable[[str], Any], Words]] = {
    "text": (str, ""),
    "number": (number, _("Enter a number, such as 3 or 0.5.")),
    "boolean": (boolean, _("Enter true or false.")),
    "array": (lambda text: json_of(list, text), _('Enter a JSON list, such as ["one", "two"].')),
    "collection": (lambda text: json_of(dict, text), _('Enter a JSON object, such as {"key": "value"}.')),
    "date": (day, _("Enter a date, such as 2026-12-31.")),
}


class Value(Text):
    """A parameter's value, read according to the row's type."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        read, complaint = READ[self.kind]
        try:
            read(text)
        except (ValueError, KeyError) as error:
            raise ValidationError(str(complaint), code="value") from error
        return text

    def __init__(self, *args: Any, kind: str = "text", **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(*args, **kwargs)


class OtherParameters(Rows):
    """Any further parameters. A name that the form itself sends is refused, so that nothing is sent twice."""

    def __init__(self, **kwargs: Any) -> None:
        value = Value(label=_("Parameter Value"), required=True)
        for kind, _label in TYPES:
            value.but({"type": [kind]}, kind=kind)
        fields = {
            "name": Text(
                label=_("Parameter Name"),
                required=True,
                max_length=64,
                validators=[RegexValidator(r"^[A-Za-z_][A-Za-z_0-9]*$", NAMED)],
            ),
            "type": Choice(TYPES, label=_("Input Type"), required=True, initial="text"),
            "value": value,
        }
        own: dict[str, Any] = {
            "one": _("parameter"),
            "label": _("Other Input Parameters"),
            "to": MERGED,
            "advanced": True,
        }
        super().__init__(fields, **own | kwargs)

    def __new__(cls, **kwargs: Any) -> "OtherParameters":
        return super().__new__(cls, **kwargs)

    def check(self, rows: list[dict[str, Any]]) -> None:
        names = [row["name"] for row in rows]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValidationError(
                gettext("“%(twice)s” is there twice. Keep one of them.") % {"twice": twice}, code="twice"
            )

    def less(self, value: Any, param: str) -> list[dict[str, Any]]:
        return [row for row in value if row["name"] != param.split(".")[0]]

    def wire(self, value: Any) -> dict[str, Any]:
        return {row["name"]: READ[row["type"]][0](row["value"]) for row in value}


def refuse_known(form: DeclaredForm, known: Callable[[], Mapping[str, str]], name: str = "other") -> None:
    """Add an error where an other parameter has the name of a field: `known` maps such names to labels."""
    rows = form.cleaned_data.get(name)
    labels = known() if rows else {}
    for row in rows or ():
        if label := labels.get(row["name"]):
            form.add_error(
                name,
                gettext("“%(name)s” is a field of this form already: set it under “%(label)s”.")
                % {"name": row["name"], "label": label},
            )
