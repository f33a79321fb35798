"""The settings that every action on a chat model shares, declared once."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from actions.fields import Choice, Integer, Number, Text, Words
from actions.rows import ListOf


def reasoning_effort(**changes: Any) -> Choice:
    words: dict[str, Any] = {
        "label": _("Reasoning Effort"),
        "help_text": _("How long the model thinks before it answers. More costs more."),
    }
    efforts = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
    return Choice(efforts, **words | {"advanced": True} | changes)


def max_completion_tokens(**changes: Any) -> Integer:
    words: dict[str, Any] = {
        "label": _("Max Token"),
        "default": _("up to the model's own limit"),
        "help_text": _("The longest answer, in tokens (about ¾ of a word each). Thinking counts too."),
    }
    return Integer(min_value=1, **words | changes)


def max_tokens(**changes: Any) -> Integer:
    words: dict[str, Any] = {
        "label": _("Max Token"),
        "default": _("up to the server, often 16"),
        "help_text": _("The longest answer, in tokens (about ¾ of a word each)."),
    }
    return Integer(min_value=1, **words | changes)


def temperature(**changes: Any) -> Number:
    words: dict[str, Any] = {
        "label": _("Temperature"),
        "default": "1",
        "help_text": _("Lower is more focused, higher is more varied. Change this or Top P, not both."),
    }
    return Number(min_value=0, max_value=2, **words | changes)


def top_p(**changes: Any) -> Number:
    words: dict[str, Any] = {
        "label": _("Top P"),
        "default": "1",
        "help_text": _("Considers only the likeliest words: 0.1 means the top 10 %."),
    }
    return Number(min_value=0, max_value=1, **words | {"advanced": True} | changes)


def number(**changes: Any) -> Integer:
    words: dict[str, Any] = {
        "label": _("Number"),
        "default": "1",
        "help_text": _("How many answers to write. Each costs."),
    }
    return Integer(min_value=1, max_value=128, **words | {"advanced": True} | changes)


def penalty(label: Words, help_text: Words) -> Number:
    return Number(min_value=-2, max_value=2, label=label, help_text=help_text, default="0", advanced=True)


def frequency_penalty() -> Number:
    return penalty(_("Frequency Penalty"), _("Positive values make repeating the same line less likely."))


def presence_penalty() -> Number:
    return penalty(_("Presence Penalty"), _("Positive values make new topics more likely."))


def seed() -> Integer:
    return Integer(
        min_value=-(2**63),
        max_value=2**63 - 1,
        label=_("Seed"),
        advanced=True,
        help_text=_("The same seed and settings give the same answer as far as the service can."),
    )


def stop_sequences() -> ListOf:
    return ListOf(
        {"sequence": Text(label=_("Stop Sequence"), required=True, strip=False)},
        one=_("stop sequence"),
        label=_("Stop Sequences"),
        max_rows=4,
        advanced=True,
        help_text=_("The answer ends where one of these would appear. Four at most."),
    )
