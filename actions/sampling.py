"""The settings that every action on a chat model shares, declared once."""

from typing import Any

from actions.fields import Choice, Integer, Number


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
