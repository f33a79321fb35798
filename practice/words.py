"""Plain work on words. A token here is a word: practice has no tokenizer."""

import re
from collections.abc import Sequence


def pieces(text: str) -> list[str]:
    """Return the text cut into words, each with the space after it; together they are the text."""
    return re.findall(r"\s*\S+\s*", text) or ([text] if text else [])


def count(text: str) -> int:
    return len(text.split())


def shorten(text: str, most: int) -> str:
    """Return the first words of a text on one line."""
    words = text.split()
    return " ".join(words[:most]) + (" …" if len(words) > most else "")


def limited(text: str, *, stop: Sequence[str] = (), most: int | None = None) -> tuple[str, str]:
    """Return the text up to the first stop sequence or the token limit, and OpenAI's reason for its end."""
    reason = "stop"
    ends = [found for each in stop if each and (found := text.find(each)) >= 0]
    if ends:
        text = text[: min(ends)]
    cut = pieces(text)
    if most is not None and len(cut) > most:
        text, reason = "".join(cut[:most]).rstrip(), "length"
    return text, reason


def usage(asked: str, answers: Sequence[str]) -> dict[str, object]:
    """Return the `usage` of a text answer."""
    prompt, completion = count(asked), sum(map(count, answers))
    return {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
