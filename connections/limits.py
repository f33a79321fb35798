"""How much of an answer is taken in: one limit for each kind, in bytes. The rest is left unread."""

import json
from typing import Any

KB, MB, GB = 1024, 1024**2, 1024**3

REFUSAL = 64 * KB
JSON = 256 * MB  # ten large pictures as base64 fit
TEXT = 32 * MB  # an answer that is words
WORDS = 16 * MB  # the words of a stream, all together
EVENT = 64 * MB  # a picture travels as one line of base64
STREAM = 512 * MB
FILE = GB  # sound, pictures, files: they go to disk
PICTURE = 64 * MB  # one that a link leads to

# How many lines a stream may have: a million words have three million.
LINES = 10_000_000
IN_MEMORY = MB  # what is longer lies on disk
# How many values JSON may hold: each takes some eighty bytes of memory, though "[]," is only three.
VALUES = 5_000_000


class TooManyValues(ValueError):  # noqa: N818 - reads as what came
    """JSON that would unfold into far more than it says."""


def of_answer(media_type: str) -> int:
    """Return the limit of a whole answer."""
    return JSON if media_type == "application/json" else FILE


def loaded(text: str | bytes, most: int = VALUES) -> Any:
    """Return what JSON says. Raises TooManyValues, ValueError and RecursionError for what is not taken."""
    opening: tuple[Any, ...] = (b"[", b"{", b",") if isinstance(text, bytes) else ("[", "{", ",")
    if len(text) > most and sum(map(text.count, opening)) > most:
        raise TooManyValues
    return json.loads(text)
