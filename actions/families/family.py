"""The words the table is written in."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from actions.fields import Declared, number

Rule = Mapping[str, Any]
Rules = Mapping[str, Rule | None]

REFUSED: None = None


class Kind(StrEnum):
    """A kind of work that a model does."""

    CHAT = "chat"
    PROMPT = "prompt"
    IMAGE = "image"
    EDIT = "edit"
    SPEECH = "speech"
    SPEAKING = "speaking"  # a chat model that answers aloud
    TRANSCRIPTION = "transcription"
    TRANSLATION = "translation"
    MODERATION = "moderation"
    RESPONSES = "responses"
    OTHER = "other"


# Servers by their connection's preset: those that run OpenAI's own models, and those that do not.
OPENAI_OWN = frozenset({"openai", "azure"})
COMPATIBLE = frozenset({"ollama", "lm-studio", "vllm", "localai", "other"})


@dataclass(frozen=True, kw_only=True)
class Family:
    """Models that take the same parameters."""

    name: str
    kinds: frozenset[Kind]
    patterns: tuple[str, ...]
    rules: Rules = field(default_factory=dict)
    # What other servers' names for such models have in them.
    hints: tuple[str, ...] = ()

    # Parameters that no form has of itself, since these models alone take them: fields by their names, for
    # each kind of work. They come after the form's own.
    adds: Mapping[Kind, Mapping[str, Declared]] = field(default_factory=dict)

    # What some servers take differently, whatever the model.
    servers: tuple[tuple[frozenset[str], Rules], ...] = ()

    def at(self, server: str) -> "Family":
        """Return the family as a server takes it, named by its connection's preset; blank is any server."""
        own = next((rules for servers, rules in self.servers if server in servers), None)
        return replace(self, rules={**self.rules, **own}) if own else self

    def matches(self, model: str) -> bool:
        """Whether a model id is of this family; `ft:gpt-4.1:org::id` is of its parent's."""
        parent = model.split(":")[1] if model.startswith("ft:") and model.count(":") else model
        return any(fnmatchcase(parent, pattern) for pattern in self.patterns)


@dataclass(frozen=True, kw_only=True)
class SizeRule:
    """The free sizes an image family draws, in pixels."""

    multiple: int
    max_edge: int
    max_ratio: int
    min_pixels: int
    max_pixels: int

    def __str__(self) -> str:
        return _("or any multiple of %(multiple)s up to %(max_edge)s") % {
            "multiple": self.multiple,
            "max_edge": self.max_edge,
        }

    def problem(self, width: int, height: int) -> str | None:
        """Return what is wrong with a size, in words, or None."""
        if width % self.multiple or height % self.multiple:
            return _("Width and height must be multiples of %(multiple)s.") % {"multiple": self.multiple}
        if max(width, height) > self.max_edge:
            return _("The longer edge can be %(max_edge)s pixels at most.") % {"max_edge": self.max_edge}
        if max(width, height) > self.max_ratio * min(width, height):
            return _("The longer edge can be %(max_ratio)s times the shorter one at most.") % {
                "max_ratio": self.max_ratio
            }
        if not self.min_pixels <= width * height <= self.max_pixels:
            return _("The picture must have %(least)s to %(most)s pixels; this has %(pixels)s.") % {
                "least": number(self.min_pixels),
                "most": number(self.max_pixels),
                "pixels": number(width * height),
            }
        return None


@dataclass(frozen=True, kw_only=True)
class PictureRule:
    """What a picture must be to be edited. `hole`: without a mask, a part of it must be transparent.

    One that is fitted to the rule is drawn no larger than `max_edge`.
    """

    formats: tuple[str, ...]
    less_than: int  # bytes
    max_edge: int
    square: bool = False
    hole: bool = False

    def __str__(self) -> str:
        words = {"formats": self.named, "size": self.megabytes}
        if self.square and self.hole:
            return (
                _(
                    "a square %(formats)s of less than %(size)s MB, transparent where no mask says "
                    "what to change"
                )
                % words
            )
        if self.square:
            return _("a square %(formats)s of less than %(size)s MB") % words
        return _("%(formats)s of less than %(size)s MB") % words

    @property
    def named(self) -> str:
        return get_text_list(list(self.formats), _("or"))

    @property
    def megabytes(self) -> int:
        return self.less_than // 2**20

    def problem(self, format: str, size: int, width: int, height: int) -> str | None:  # noqa: A002 - Pillow's word
        """Return what is wrong with a picture, in words that follow its name, or None."""
        if format not in self.formats:
            return _("is %(format)s; this model takes %(named)s.") % {"format": format, "named": self.named}
        if size >= self.less_than:
            return _("has %(value)s MB; this model takes less than %(megabytes)s.") % {
                "value": number_format(round(size / 2**20, 1), 1),
                "megabytes": self.megabytes,
            }
        if self.square and width != height:
            return _("is %(width)s by %(height)s pixels; this model takes squares.") % {
                "width": width,
                "height": height,
            }
        return None
