"""Beginning an action with another's result: which of its fields takes it, and what its form then holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms

from actions.action import Action
from actions.fields import Words
from actions.filling import chosen_for
from actions.rows import Rows
from actions.uploads import File


@dataclass(frozen=True)
class Material:
    """A result to begin with: a file with its media type and its size in bytes, or a text with neither."""

    value: Any
    media_type: str = ""
    size: int = 0


class Beginning(NamedTuple):
    """What a person calls it, and the values that the form begins with."""

    label: Words
    values: dict[str, Any]


def begun(action: Action, material: Material) -> Beginning | None:
    """Return how the action begins with a result, in the first field that takes it; None if none does."""
    for place, label in action.begins.items():
        name, _, inside = place.partition("-")
        field: Any = action.fields[name]
        if isinstance(field, Rows):
            rows = field.row_fields
            if takes(rows[inside], material):
                value: Any = [{**chosen_for(rows, [inside]), inside: material.value}]
                return Beginning(label, placed(action.fields, name, value))
        elif takes(field, material):
            return Beginning(label, placed(action.fields, name, material.value))
    return None


def placed(fields: Mapping[str, forms.Field], name: str, value: Any) -> dict[str, Any]:
    return {**chosen_for(fields, [name]), name: value}


def takes(field: forms.Field, material: Material) -> bool:
    """Whether a field takes a text, or a file of this kind and size."""
    if not isinstance(field, File):
        return not material.media_type
    known = not field.types or material.media_type in field.types
    return bool(material.media_type) and known and material.size <= field.max_size
