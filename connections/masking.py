"""Keeps keys out of every text that came from outside: servers like to repeat the key they refuse."""

import re
from collections.abc import Iterable

MASK = "••••"
# Shorter ones ("ollama") are no secrets, and would mask ordinary words.
SHORTEST = 8
WINDOW = 12
# Keys by their look, and words that a server has starred out itself (it leaves both ends readable).
KEY = re.compile(r"\b(?:sk|sess|pk)-[\w.*•-]{6,}|[^\s\"'<>]*\*{3,}[^\s\"'<>]*|\bBearer\s+\S+", re.IGNORECASE)
WORD = re.compile(r"[^\s\"'`,;<>()]+")


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without the `secrets`, without long parts of them, without what looks like a key."""
    secrets = tuple(secret for secret in secrets if len(secret) >= SHORTEST)
    for secret in secrets:
        text = text.replace(secret, MASK)
    parts = {secret[i : i + WINDOW] for secret in secrets for i in range(len(secret) - WINDOW + 1)}
    text = WORD.sub(lambda word: MASK if any(part in word[0] for part in parts) else word[0], text)
    return KEY.sub(MASK, text)
