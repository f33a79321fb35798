"""Fields in words: what was set in them, and which of them an API error speaks of."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from actions.fields import BLANK, NAME, Declared
from actions.forms import DeclaredForm
from actions.rows import Rows
from actions.wiring import MERGED


def label_of(name: str, field: forms.Field) -> str:
    return str(field.label or name.replace("_", " ").capitalize())


def described(fields: Mapping[str, forms.Field], values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    shown: list[tuple[str, Any]] = []
    for name, value in values.items():
        field = fields.get(name)
        if value in (None, "", []):
            continue
        if isinstance(field, Rows):
            shown.append((label_of(name, field), [described(field.row_fields, row) for row in value]))
        elif isinstance(field, Declared) and isinstance(field, forms.Field):
            shown.append((label_of(name, field), field.shown(value)))
        else:
            shown.append((name.replace("_", " ").capitalize(), value))
    return shown


def typed(fields: Mapping[str, forms.Field], form: DeclaredForm) -> list[tuple[str, Any]]:
    """Return what a sent form says, as `described` has it; what is wrong in it is as it was typed."""
    form.is_valid()
    shown: list[tuple[str, Any]] = []
    for name in [name for name in form.fields if name in fields]:
        if name in form.cleaned_data:
            shown += described(fields, {name: form.cleaned_data[name]})
        else:
            shown += [(label_of(name, fields[name]), said) for said in [refused(form[name])] if said]
    return shown


def refused(bound: Any) -> Any:
    """Return what stands in a field, though it is wrong: a text, a file, or the rows that were filled in."""
    if not isinstance(bound.field, Rows):
        return bound.data
    return [typed(bound.field.row_fields, row) for row in bound.row_forms if row.has_changed()]


def field_at(fields: Mapping[str, forms.Field], param: str, values: Mapping[str, Any]) -> str | None:
    """Return the name of the field at this place of a request, or at the one nearest to it; None for none."""
    path = re.sub(r"\[\w*\]", "", param)
    places = [
        (name if to == NAME else to, name)
        for name, field in fields.items()
        if isinstance(field, Declared)
        for to in field.places()
        if to
    ]
    around = [(place, name) for place, name in places if f"{path}.".startswith(f"{place}.")]
    inside = [(place, name) for place, name in places if place.startswith(f"{path}.")]
    merged = [(to, name) for to, name in places if to == MERGED and names_one(values.get(name), path)]
    # The longest place is the nearest; at the same one, the field that was filled in.
    best = max(around, key=lambda at: (len(at[0]), values.get(at[1]) not in BLANK), default=None)
    found = best or next(iter(inside + merged), None)
    return found[1] if found else path if path in fields else None


def names_one(rows: Any, path: str) -> bool:
    """Whether one of these rows, merged into the body, is what stands at a path."""
    return any(path.split(".")[0] == row.get("name") for row in rows or ())


def label_at(name: str, field: forms.Field, param: str) -> str:
    """Return what a person calls the field that an API error's `param` is about."""
    merged = isinstance(field, Declared) and field.to == MERGED
    return f"“{param}”" if merged else label_of(name, field)
