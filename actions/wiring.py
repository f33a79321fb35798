"""From cleaned values to a body: each at its place in the request, and only what was set."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from actions.fields import BLANK, NAME, Declared

MERGED = "merged into the body"


def place(body: dict[str, Any], path: str, value: Any) -> None:
    """Put `value` into a nested dictionary at a dotted path."""
    *outer, last = path.split(".")
    for part in outer:
        body = body.setdefault(part, {})
    body[last] = value


def wired(fields: Mapping[str, forms.Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the part of a JSON body that these fields and values make: only what was set."""
    body: dict[str, Any] = {}
    for name, field in fields.items():
        to = field.place(values) if isinstance(field, Declared) else None
        if isinstance(field, Declared) and to is not None and values.get(name) not in BLANK:
            wire = field.wire(values[name])
            if to == MERGED:
                body.update(wire)
            else:
                place(body, name if to == NAME else to, wire)
    return body


def flattened(body: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield a body as form fields: `name[]` for each item of a list, `name[key]` for each of an object."""
    for key, value in body.items():
        name = f"{prefix}[{key}]" if prefix else key
        if isinstance(value, Mapping):
            yield from flattened(value, name)
        elif isinstance(value, list | tuple):
            yield from ((f"{name}[]", text_of(item)) for item in value)
        else:
            yield name, text_of(value)


def text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
