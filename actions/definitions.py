"""The two editors in which a person says what data should look like: parameters, and objects in them."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from actions.fields import Choice, Suggestions, Text
from actions.forms import DeclaredForm
from actions.rows import BoundRows, ListOf, Rows
from actions.schemas import DATA_TYPES, WITH_OBJECT

RULES = (
    (re.compile(r"[A-Za-z_]"), "Begin with a letter from A to Z or an underscore."),
    (re.compile(r"[^,\s]*$"), "Leave out commas and spaces."),
    (re.compile(r"[\w\s,]*$", re.ASCII), "Use letters from A to Z, digits and underscores only."),
)
RULES_TOLD = (
    "Begins with a letter or an underscore. No commas or spaces, and no special symbols but the underscore."
)
FORCED = (
    "Yes: the model is made to give a value, even where the text has none, so it may invent one. "
    "No: it may leave this empty."
)


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
            raise ValidationError(f"“{twice}” is there twice. Rename one of them.", code="twice")


def property_fields(what: str) -> dict[str, Any]:
    """Return the fields that define one value, of a parameter or of an object's property."""
    return {
        "name": Name(label="Parameter Name"),
        "type": Choice(
            DATA_TYPES,
            label="Data Type",
            required=True,
            initial="text",
            help_text="Choose an array where there can be several.",
        ),
        "object": Reference(
            "objects",
            label="Object Name",
            when=WITH_OBJECT,
            help_text="One of the names under Object Definitions.",
        ),
        "description": Text(
            label="Description",
            help_text=f"What the {what} is, such as “Latitude and Longitude of the location”. "
            "The model reads it.",
        ),
        "required": Choice(
            [("no", "No"), ("yes", "Yes")],
            label="Is Parameter Required?",
            required=True,
            initial="no",
            help_text=FORCED,
        ),
    }


def parameters(**kwargs: Any) -> NamedRows:
    examples = ListOf(
        {"value": Text(label="Value", required=True)},
        one="example",
        label="Value Examples",
        help_text="Values as they should come. The more examples, the better the answer.",
    )
    fields = {**property_fields("parameter"), "examples": examples}
    return NamedRows(fields, one="parameter", min_rows=1, **kwargs)


def objects(**kwargs: Any) -> NamedRows:
    properties = NamedRows(property_fields("property"), one="property", label="Properties", min_rows=1)
    fields = {
        "name": Name(label="Object Name"),
        "description": Text(label="Description", help_text="What the object stands for."),
        "properties": properties,
    }
    return NamedRows(fields, one="object", max_rows=50, **kwargs)


# Through the forms, from the outer one to the row: each with the name of the field that leads on.
Way = Sequence[tuple[DeclaredForm, str]]


def typed(bound: Any) -> list[dict[str, Any]]:
    """Return the named rows of a group as they are typed so far."""
    rows = [{name: typed_in(row[name]) for name in row.fields} for row in bound.row_forms]
    return [row for row in rows if row.get("name", row.get("value"))]


def typed_in(bound: BoundField) -> Any:
    return typed(bound) if isinstance(bound, BoundRows) else bound.value()


def references(form: DeclaredForm) -> Iterator[tuple[Way, Reference]]:
    """Yield every reference in a form and its rows, with the way there."""
    for name, field in form.fields.items():
        if isinstance(field, Reference):
            yield [(form, name)], field
        elif isinstance(field, Rows):
            for row in form[name].row_forms:  # type: ignore[attr-defined]  # the field of a BoundRows
                for way, reference in references(row):
                    yield [(form, name), *way], reference


def offer_names(form: DeclaredForm) -> None:
    """Propose for every reference the names that there are."""
    for _, field in references(form):
        names = [str(row["name"]) for row in typed(form[field.group])]
        field.widget.choices = [(name, name) for name in dict.fromkeys(names)]


def check_references(form: DeclaredForm) -> None:
    """Add an error, at its place, to every reference to a name that there is not."""
    for way, field in references(form):
        *groups, (row, name) = way
        wanted = row.cleaned_data.get(name) if hasattr(row, "cleaned_data") else None
        known = [each["name"] for each in form.cleaned_data.get(field.group) or ()]
        if not wanted or wanted in known or field.group in form.errors:
            continue
        label = form.fields[field.group].label
        row.add_error(name, f"There is no “{wanted}” under {label}. Add it there, or correct the name.")
        for outer, group in groups:
            if group not in outer.errors:
                outer.add_error(group, "Correct what is marked below.")
