"""How much of an answer is taken in: one limit for each kind, in bytes. The rest is left unread."""

import json
from collections.abc import Iterable
from typing import Any

KB, MB, GB = 1024, 1024**2, 1024**3

REFUSAL = 64 * KB
JSON = 512 * MB  # ten large pictures as base64 fit
TEXT = 32 * MB  # an answer that is words, or all of one but the files in it
WORDS = 16 * MB  # the words of a stream, all together
EVENT = 64 * MB  # a picture travels as one line of base64
LINE = 64 * KB  # of a stream, if it is none of an event's data
STREAM = 512 * MB
FILE = GB  # sound, pictures, files: they go to disk
PICTURE = 64 * MB  # one that a link leads to

# How many lines a stream may have: a million words have three million.
LINES = 10_000_000
IN_MEMORY = MB  # what is longer lies on disk
# How many values JSON may hold: each takes some eighty bytes of memory, though "[]," is only three.
VALUES = 5_000_000
TYPED = 1_000_000  # in what a person types or uploads
DEEPEST = 100  # so far may values be nested there: what follows them goes down step by step
SHOWN = 2 * MB  # what is longer is no reading matter: a page offers it as a file


class TooManyValues(ValueError):  # noqa: N818 - reads as what came
    """JSON that would unfold into far more than it says, or is nested without end."""


def of_answer(media_type: str) -> int:
    """Return the limit of a whole answer."""
    return JSON if media_type == "application/json" else FILE


def loaded(text: str | bytes | bytearray, most: int = VALUES, **kwargs: Any) -> Any:
    """Return what JSON says. Raises TooManyValues, and another ValueError for what is none.

    The keywords are those of `json.loads`.
    """
    refuse_many(text, most)
    try:
        return json.loads(text, **kwargs)
    except RecursionError:
        raise ValueError("nested without end") from None


def typed(text: str | bytes, **kwargs: Any) -> Any:
    """Return what JSON of a person's own says, within narrower limits. Raises as `loaded` does.

    The keywords are those of `json.loads`.
    """
    refuse_many(text, TYPED)
    try:
        value = json.loads(text, **kwargs)
    except RecursionError:
        raise TooManyValues from None
    level = [value]
    for _ in range(DEEPEST):
        level = [item for each in level for item in inside(each)]
        if not level:
            return value
    raise TooManyValues


def refuse_many(text: str | bytes | bytearray, most: int) -> None:
    opening: tuple[Any, ...] = ("[", "{", ",") if isinstance(text, str) else (b"[", b"{", b",")
    if len(text) > most and sum(map(text.count, opening)) > most:
        raise TooManyValues


def inside(value: Any) -> Iterable[Any]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()
