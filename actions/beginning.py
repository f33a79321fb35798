"""Beginning an action with another run: which of its fields takes a result, or the prompt, and what its form
then holds.
"""

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
    fields = action.fields
    for place, label in action.begins.items():
        name, _, inside = place.partition("-")
        field = fields[name]
        if takes(field.row_fields[inside] if isinstance(field, Rows) else field, material):
            return Beginning(label, placed(fields, place, material.value))
    return None


def prepared(action: Action, prompt: str) -> Beginning | None:
    """Return how the action begins with what was asked in another run; None if it does nothing with that."""
    if action.prepares is None:
        return None
    place, label, text = action.prepares
    return Beginning(label, placed(action.fields, place, str(text) % {"prompt": prompt}))


def placed(fields: Mapping[str, forms.Field], place: str, value: Any) -> dict[str, Any]:
    """Return the values of a form that has this in this place; `images-file` is in the group `images`."""
    name, _, inside = place.partition("-")
    field = fields[name]
    if isinstance(field, Rows):
        value = [placed(field.row_fields, inside, value)]
    return {**chosen_for(fields, [name]), name: value}


def takes(field: forms.Field, material: Material) -> bool:
    """Whether a field takes a text, or a file of this kind and size."""
    if not isinstance(field, File):
        return not material.media_type
    known = not field.types or material.media_type in field.types
    return bool(material.media_type) and known and material.size <= field.max_size
