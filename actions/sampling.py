"""The settings that every action on a chat model shares, declared once."""

from typing import Any

from actions.fields import Choice, Integer, Number, Text
from actions.rows import ListOf


def reasoning_effort(**changes: Any) -> Choice:
    words = {
        "label": "Reasoning Effort",
        "help_text": "How long the model thinks before it answers. More costs more.",
    }
    efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    return Choice(efforts, **words | {"advanced": True} | changes)


def max_completion_tokens(**changes: Any) -> Integer:
    words = {
        "label": "Max Token",
        "default": "up to the model's own limit",
        "help_text": "The longest answer, in tokens (about ¾ of a word each). Thinking counts too.",
    }
    return Integer(min_value=1, **words | changes)


def max_tokens(**changes: Any) -> Integer:
    words = {
        "label": "Max Token",
        "default": "up to the server, often 16",
        "help_text": "The longest answer, in tokens (about ¾ of a word each).",
    }
    return Integer(min_value=1, **words | changes)


def temperature(**changes: Any) -> Number:
    words = {
        "label": "Temperature",
        "default": "1",
        "help_text": "Lower is more focused, higher is more varied. Change this or Top P, not both.",
    }
    return Number(min_value=0, max_value=2, **words | changes)


def top_p(**changes: Any) -> Number:
    words = {
        "label": "Top P",
        "default": "1",
        "help_text": "Considers only the likeliest words: 0.1 means the top 10 %.",
    }
    return Number(min_value=0, max_value=1, **words | {"advanced": True} | changes)


def number(**changes: Any) -> Integer:
    words = {"label": "Number", "default": "1", "help_text": "How many answers to write. Each costs."}
    return Integer(min_value=1, max_value=128, **words | {"advanced": True} | changes)


def penalty(label: str, help_text: str) -> Number:
    return Number(min_value=-2, max_value=2, label=label, help_text=help_text, default="0", advanced=True)


def frequency_penalty() -> Number:
    return penalty("Frequency Penalty", "Positive values make repeating the same line less likely.")


def presence_penalty() -> Number:
    return penalty("Presence Penalty", "Positive values make new topics more likely.")


def seed() -> Integer:
    return Integer(
        min_value=-(2**63),
        max_value=2**63 - 1,
        label="Seed",
        advanced=True,
        help_text="The same seed and settings give the same answer as far as the service can.",
    )


def stop_sequences() -> ListOf:
    return ListOf(
        {"sequence": Text(label="Stop Sequence", required=True, strip=False)},
        one="stop sequence",
        label="Stop Sequences",
        max_rows=4,
        advanced=True,
        help_text="The answer ends where one of these would appear. Four at most.",
    )
