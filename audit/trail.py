"""Writes down what was done, in the transaction in which it is done."""

from math import isfinite
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import override

from audit import present
from audit.addresses import address_of
from audit.events import Event
from audit.models import Entry
from logs.about import known
from statements import insert

LONGEST, MOST = 200, 50
SIZES = 40, 100, LONGEST  # of kind, key and name


class Thing(NamedTuple):
    """What something was done to, where that is no row of ours or has another name than its own."""

    kind: str
    key: str
    name: str


def record(event: Event, thing: Any = None, *, by: Any = None, **details: Any) -> None:
    """Add an entry. `thing` is a `Thing`, or a model's instance: one that goes must not have gone yet.

    The person and the address are those of the request that is being answered; `by` names the person where
    there is none, or none yet. Whatever an oddity of person, thing or details is, it is written as text.
    """
    asked = present.request.get()
    who = by or getattr(asked, "user", None)
    with override(settings.LANGUAGE_CODE):  # what things are called is kept in English, whoever did it
        kind, key, name = (clean(part, most) for part, most in zip(described(thing), SIZES, strict=True))
    entry = Entry(
        who=clean(getattr(who, "pk", None), 40),
        who_name=clean(who, LONGEST) if getattr(who, "pk", None) else "",
        event=event,
        kind=kind,
        key=key,
        name=name,
        address=(address_of(asked) or "") if asked else "",
        request_id=clean(known().get("request_id"), 64),
        details={name: small(value) for name, value in details.items()},
    )
    insert(entry)


def described(thing: Any) -> tuple[Any, Any, Any]:
    """Return the kind, key and name of a thing. An instance may have a `Thing` of its own, as `audited`."""
    if isinstance(named := getattr(thing, "audited", thing), Thing):
        return named
    meta = getattr(thing, "_meta", None)
    return getattr(meta, "model_name", None), getattr(thing, "pk", None), thing


def clean(value: Any, longest: int) -> str:
    """Return a value as text that every database takes; nothing for None."""
    try:
        text = "" if value is None else str(value)
    except Exception as error:  # a broken __str__ must not stop what is being done
        text = f"({type(value).__name__}: {type(error).__name__})"
    text = text.encode("utf-8", "replace").decode().replace("\0", "")
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def small(value: Any) -> Any:
    """Return a value as JSON of bounded size: lists of lists of short texts, numbers, yes and no."""
    match value:
        case bool() | int() | None:
            return value
        case float() if isfinite(value):
            return value
        case list() | tuple():
            return [small(item) for item in value[:MOST]]
        case _:
            return clean(value, LONGEST)
