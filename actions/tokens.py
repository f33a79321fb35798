"""Words as the tokens of a model, by the model's own vocabulary and without asking anybody."""

import json
from base64 import b64decode
from fnmatch import fnmatchcase
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from tiktoken import Encoding

# The first match wins: GPT-4o brought a new vocabulary, and all that came after it have kept it.
VOCABULARIES = (
    ("gpt-4o*", "o200k_base"),
    ("chatgpt-4o*", "o200k_base"),
    ("gpt-4.1*", "o200k_base"),
    ("gpt-4.5*", "o200k_base"),
    ("gpt-4", "cl100k_base"),
    ("gpt-4-*", "cl100k_base"),
    ("gpt-3.5*", "cl100k_base"),
    ("babbage-002", "cl100k_base"),
    ("davinci-002", "cl100k_base"),
    ("gpt-5*", "o200k_base"),
    ("o1*", "o200k_base"),
    ("o3*", "o200k_base"),
    ("o4*", "o200k_base"),
)


def vocabulary_of(model: str) -> str | None:
    """Return the name of a model's vocabulary, or None where it is not known."""
    parent = model.split(":")[1] if model.startswith("ft:") and model.count(":") else model
    return next((name for pattern, name in VOCABULARIES if fnmatchcase(parent, pattern)), None)


@cache
def encoding(vocabulary: str) -> "Encoding":
    """Return a vocabulary, read when it is first needed: that takes half a second and some memory."""
    from tiktoken import Encoding

    with (settings.VOCABULARIES / f"{vocabulary}.json").open() as file:
        held = json.load(file)
    return Encoding(
        vocabulary,
        pat_str=held["pat_str"],
        mergeable_ranks=ranks_of(held["bpe_ranks"]),
        special_tokens=held["special_tokens"],
    )


def ranks_of(lines: str) -> dict[bytes, int]:
    """Return each token's number. A line holds a mark, the first number, and tokens with the next ones."""
    ranks: dict[bytes, int] = {}
    for line in lines.split("\n"):
        _, first, *tokens = line.split(" ")
        ranks.update((b64decode(token), number) for number, token in enumerate(tokens, start=int(first)))
    return ranks


def pieces_of(word: str, vocabulary: str) -> list[tuple[int, str]]:
    """Return the tokens of a word, each with its text; of a character that is split, what can be shown."""
    held = encoding(vocabulary)
    return [
        (token, held.decode_single_token_bytes(token).decode(errors="replace"))
        for token in held.encode_ordinary(word)
    ]
