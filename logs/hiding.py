"""Keeps secrets out of every line, whatever slipped into it: the words of an exception, say.

Who opens a secret has it hidden from then on, in this process.
"""

import json
import logging

SHORTEST = 8  # what is shorter is no secret, and would mask ordinary words
MASK = "••••"
_hidden: set[str] = set()


def hide(*secrets: str) -> None:
    """Have no line show these, neither as they are nor as JSON writes them."""
    for secret in secrets:
        if len(secret) >= SHORTEST:
            _hidden.update((secret, json.dumps(secret)[1:-1]))


def hidden(text: str) -> str:
    for secret in sorted(_hidden, key=len, reverse=True):  # one may be the beginning of another
        text = text.replace(secret, MASK)
    return text


class Hiding(logging.Formatter):
    """Formats as its neighbour does, without the secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return hidden(super().format(record))
