"""Says in words where an answer does not fit the schema it was asked to follow."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from jsonschema_rs import Draft202012Validator, ValidationError

from actions.schemas import Schema

MOST_TOLD = 5
KINDS = {
    "string": _("a text"),
    "number": _("a number"),
    "integer": _("a whole number"),
    "boolean": _("true or false"),
    "array": _("a list"),
    "object": _("an object"),
    "null": _("nothing"),
}
EXAMPLES = {
    "date": _("a date, such as 2026-12-31"),
    "time": _("a time, such as 14:30:00"),
    "date-time": _("a date and time, such as 2026-12-31T14:30:00Z"),
}


def reads(read: Callable[[str], Any], pattern: str) -> Callable[[str], bool]:
    def fits(text: str) -> bool:
        try:
            read(text)
        except ValueError:
            return False
        return re.match(pattern, text) is not None

    return fits


# A time need not say its zone: most texts do not either.
FORMATS = {
    "date": reads(date.fromisoformat, r"\d{4}-\d{2}-\d{2}$"),
    "time": reads(time.fromisoformat, r"\d{2}:\d{2}"),
    "date-time": reads(datetime.fromisoformat, r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"),
}


def misfits(schema: Schema, value: Any) -> list[str]:
    """Return what of a value does not fit its schema, a sentence for each; nothing if all of it does."""
    try:
        errors = validator_of(schema).iter_errors(value)
        return list(dict.fromkeys(told(error) for error in causes(errors)))
    except ValueError:  # it holds more within each other than can be followed
        return [gettext("The answer is nested too deeply to be checked.")]


def faults(schema: Schema) -> str:
    """Return what is wrong with a schema itself, in a sentence; nothing if it is a right one."""
    try:
        validator_of(schema)
    except ValueError as error:
        where = place(getattr(error, "instance_path", ()))
        return f"{f'“{where}”: ' if where else ''}{getattr(error, 'message', error)}."
    return ""


def validator_of(schema: Schema) -> Draft202012Validator:
    """Return what judges by a schema. Raises ValueError if the schema is no right one."""
    return Draft202012Validator(schema, validate_formats=True, formats=FORMATS, retriever=nothing_elsewhere)


def nothing_elsewhere(address: str) -> Any:
    """Nobody's schema makes us open an address, or a file."""
    raise ValueError(f"{address} lies elsewhere")


def shortened(sentences: list[str]) -> str:
    """Return the first few sentences in one line, and how many more there are."""
    more = len(sentences) - MOST_TOLD
    return " ".join(
        sentences[:MOST_TOLD] + ([gettext("And %(more)s more.") % {"more": more}] if more > 0 else [])
    )


def causes(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    """Yield the errors that are causes: of "this or nothing", what is wrong with this."""
    for error in errors:
        branches = getattr(error.kind, "context", None)
        if branches:
            yield from causes(branches[0])
        else:
            yield error


def told(error: ValidationError) -> str:
    kind: Any = error.kind
    match kind.name:
        case "required":
            return gettext("“%(name)s” is missing.") % {"name": place([*error.instance_path, kind.property])}
        case "additionalProperties":
            names = "”, “".join(place([*error.instance_path, name]) for name in kind.unexpected)
            return gettext("“%(names)s” was not asked for.") % {"names": names}
        case "type":
            return misfit(error, expected(error))
        case "format":
            return misfit(error, EXAMPLES[kind.format])
        case _:
            return f"{subject(error)}: {error.message}."


def misfit(error: ValidationError, wanted: object) -> str:
    words = gettext("%(subject)s should be %(wanted)s, but is %(found)s.")
    return words % {"subject": subject(error), "wanted": wanted, "found": found(error.instance)}


def subject(error: ValidationError) -> str:
    return f"“{place(error.instance_path)}”" if error.instance_path else gettext("The answer")


def expected(error: ValidationError) -> str:
    kinds = sorted(getattr(error.kind, "types", ()), key=lambda kind: str(kind) == "null")
    return get_text_list([str(KINDS.get(str(each), each)) for each in kinds], gettext("or"))


def place(path: Iterable[str | int]) -> str:
    """Return where something is, as people count: `people 2, name`."""
    words = ""
    for step in path:
        words += f" {step + 1}" if isinstance(step, int) else f"{', ' if words else ''}{step}"
    return words.strip()


def found(value: Any) -> str:
    match value:
        case str():
            return f"“{value[:40]}{'…' if len(value) > 40 else ''}”"
        case bool() | int() | float():
            return str(value).lower()
        case None:
            return str(KINDS["null"])
        case _:
            return str(KINDS["array" if isinstance(value, list) else "object"])
