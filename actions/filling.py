"""Values as the browser would post them: the way back from what a form was cleaned to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict

from actions.fields import Declared
from actions.rows import Rows


class Savable(NamedTuple):
    """Fields whose values can be kept under a name; never files.

    What one action's form keeps, the form of any other action with the same `kind` can use.
    """

    kind: str
    fields: tuple[str, ...]


def chosen_for(fields: Mapping[str, forms.Field], names: Sequence[str]) -> dict[str, Any]:
    """Return the choices in a form under which these of its fields exist."""
    found: dict[str, Any] = {}
    for field in (fields[name] for name in names):
        for name, values in (field.when or {} if isinstance(field, Declared) else {}).items():
            found |= {**chosen_for(fields, [name]), name: values[0]}
    return found


def filled(
    data: QueryDict, fields: Mapping[str, forms.Field], values: Mapping[str, Any], names: Sequence[str]
) -> QueryDict:
    """Return posted data in which these fields have these values, whatever they had before."""
    kept = QueryDict(mutable=True)
    for key, posted in data.lists():
        if not any(key == name or key.startswith(f"{name}-") for name in names):
            kept.setlist(key, posted)
    chosen = {name: fields[name] for name in names if name in fields}
    kept.update(dict(inputs(chosen, values)))
    return kept


def inputs(
    fields: Mapping[str, forms.Field], values: Mapping[str, Any], prefix: str = ""
) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of every input."""
    for name, field in fields.items():
        value = values.get(name)
        if isinstance(field, Rows):
            rows = value or []
            yield f"{prefix}{name}-TOTAL_FORMS", str(len(rows))
            yield f"{prefix}{name}-INITIAL_FORMS", "0"
            for number, row in enumerate(rows):
                yield from inputs(field.row_fields, row, f"{prefix}{name}-{number}-")
        elif value is not None:
            yield f"{prefix}{name}", str(field.prepare_value(value))
