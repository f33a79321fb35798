"""What OpenAI takes of a schema that is to be followed strictly."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from actions.fields import number
from actions.schemas import Rows, is_array, needed, object_named

MOST_PROPERTIES = 5_000
MOST_LEVELS = 10
MOST_LETTERS = 120_000


def problems(parameters: Rows, objects: Rows) -> Iterator[str]:
    """Yield what no service could take of these definitions, in words."""
    groups = [parameters, *(each["properties"] for each in objects)]
    count = sum(len(rows) for rows in groups)
    if count > MOST_PROPERTIES:
        yield _(
            "There can be %(most_properties)s parameters and properties at most; these are %(count)s."
        ) % {"most_properties": number(MOST_PROPERTIES), "count": number(count)}
    letters = sum(len(row["name"]) for rows in (*groups, objects) for row in rows)
    if letters > MOST_LETTERS:
        yield _("All names together can have %(most_letters)s letters at most; these have %(letters)s.") % {
            "most_letters": number(MOST_LETTERS),
            "letters": number(letters),
        }
    known = {each["name"]: each["properties"] for each in objects}
    if name := next((name for name in known if endless(name, known)), None):
        yield (
            _(
                "Every “%(name)s” would hold another “%(name)s”, without end. Make one of the "
                "properties on the way not required, or an array."
            )
            % {"name": name}
        )
    elif (levels := depth(parameters, known)) > MOST_LEVELS:
        yield _(
            "Objects can hold objects %(most_levels)s levels deep at most; these go %(levels)s levels deep."
        ) % {"most_levels": MOST_LEVELS, "levels": levels}


def endless(name: str, known: Mapping[str, Rows]) -> bool:
    """Whether an object cannot be without, somewhere inside, another one of its kind."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        for row in known.get(waiting.pop(), ()):
            inner = object_named(row)
            if inner is None or not needed(row) or is_array(row):
                continue
            if inner == name:
                return True
            if inner not in seen:
                seen.add(inner)
                waiting.append(inner)
    return False


def depth(rows: Rows, known: Mapping[str, Rows], above: frozenset[str] = frozenset()) -> int:
    """Return how many levels of objects there are; one that comes round again is counted once."""
    if len(above) > MOST_LEVELS:
        return 1
    inner = {name for row in rows if (name := object_named(row)) is not None} - above
    return 1 + max((depth(known.get(name, ()), known, above | {name}) for name in inner), default=0)


def openings(schema: Any, name: str = _("The schema")) -> Iterator[str]:
    """Yield where a schema that somebody wrote is not as closed as one that is followed strictly."""
    if not isinstance(schema, dict):
        return
    properties = schema.get("properties") or {}
    if properties or schema.get("type") == "object":
        if schema.get("additionalProperties") is not False:
            yield _('%(name)s must say "additionalProperties": false.') % {"name": name}
        if left := [each for each in properties if each not in (schema.get("required") or ())]:
            yield _(
                '%(name)s must name “%(value)s” under "required". What may be missing can be null instead.'
            ) % {"name": name, "value": left[0]}
    parts = {**properties, **(schema.get("$defs") or {})}
    for each, inner in parts.items():
        yield from openings(inner, f"“{each}”")
    for inner in (schema.get("items"), *(schema.get("anyOf") or ())):
        yield from openings(inner, name)
