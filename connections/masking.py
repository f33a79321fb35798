"""Keeps keys out of every text that came from outside: servers like to repeat the key they refuse."""

import re
from collections.abc import Iterable

MASK = "••••"
# Shorter ones ("ollama") are no secrets, and would mask ordinary words.
SHORTEST = 8
WINDOW = 12
KEY = re.compile(r"(?i)\b(?:sk|sess|pk)-[\w.*•-]{6,}|\bBearer\s+\S+")
# What a server has starred out itself still shows both ends.
STARRED = "***"
WORD = re.compile(r"[^\s\"'`,;<>()]+")


def mask(text: str, secrets: Iterable[str] = ()) -> str:
    """Return `text` without the `secrets`, without long parts of them, without what looks like a key."""
    secrets = tuple(secret for secret in secrets if len(secret) >= SHORTEST)
    for secret in secrets:
        text = text.replace(secret, MASK)
    parts = {secret[i : i + WINDOW] for secret in secrets for i in range(len(secret) - WINDOW + 1)}
    parts.add(STARRED)
    text = WORD.sub(lambda word: MASK if any(part in word[0] for part in parts) else word[0], text)
    return KEY.sub(MASK, text)
