"""What was filled in, in words: each value by the label of its field."""

from collections.abc import Mapping
from typing import Any

from django import forms

from actions.fields import Declared
from actions.rows import Rows


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
