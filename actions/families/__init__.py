"""What a model accepts: the one table from a model's id to its family.

A family says what kind of work its models do and, for each parameter that they treat differently from
what the field declares, a rule: changes to the field's arguments (`{"max_value": 1}`, a condition among
them: `{"when": {...}}`), or REFUSED where the parameter is not taken. A parameter without a rule is taken
as declared. A family may also add a parameter that no form has of itself. An id that no pattern matches is
of the kind's permissive family: a compatible server, or a model newer than this table, decides for itself
what it takes.

Sources: OpenAI's API reference, its Python package's types and its deprecation page, November 2026.
"""

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import cache, lru_cache
from typing import Protocol, TypeVar

from actions.families.audio import (
    NEWER_VOICES,
    SPEECH_END,
    SPEECH_FAMILIES,
    TRANSCRIPTION_FAMILIES,
    TRANSLATIONS_END,
    VOICES,
)
from actions.families.chat import CHAT_FAMILIES, THINKING_COUNTS
from actions.families.family import REFUSED, Family, Kind, PictureRule, Rule, Rules, SizeRule
from actions.families.image import IMAGE_FAMILIES
from actions.families.other import OTHER_FAMILIES, PERMISSIVE
from actions.fields import Declared

__all__ = [
    "FAMILIES",
    "NEWER_VOICES",
    "REFUSED",
    "SPEECH_END",
    "THINKING_COUNTS",
    "TRANSLATIONS_END",
    "VOICES",
    "Family",
    "Kind",
    "PictureRule",
    "Rule",
    "Rules",
    "SizeRule",
    "able",
    "added",
    "additions",
    "deciding",
    "family_of",
    "lacks",
    "offered_for",
    "suggested",
]

# The order matters: the first match wins, and the narrow patterns of OTHER come before "gpt-*".
FAMILIES: tuple[Family, ...] = (
    *IMAGE_FAMILIES,
    *TRANSCRIPTION_FAMILIES,
    *SPEECH_FAMILIES,
    *OTHER_FAMILIES,
    *CHAT_FAMILIES,
)

# Which model a form proposes: capable, fast and not the dearest, and taking the most settings.
STARTING_POINTS = {
    Kind.CHAT: ("gpt-5.4-mini", "gpt-5.4", "gpt-6-luna"),
    Kind.RESPONSES: ("gpt-5.4-mini", "gpt-5.4", "gpt-6-luna"),
    Kind.IMAGE: ("gpt-image-2.5-flare", "gpt-image-2"),
    Kind.EDIT: ("gpt-image-2.5-flare", "gpt-image-2"),
    Kind.SPEECH: ("gpt-4o-mini-tts",),
    Kind.TRANSCRIPTION: ("gpt-transcribe",),
}


# Work for which a model that we know, even one that will end, is a better guess than one we do not.
RECOGNISED = frozenset({Kind.TRANSLATION})


class Offered(Protocol):
    """What the picker needs to know of a model that a connection offers."""

    @property
    def model_id(self) -> str: ...


LONGEST = 200  # characters of a model's id; what is typed may be longer, and is not to be remembered

OfferedT = TypeVar("OfferedT", bound=Offered)


@lru_cache(4096)  # a form asks about each model on offer, and an account has a hundred
def place_of(model: str) -> int:
    return next((place for place, family in enumerate(FAMILIES) if family.matches(model)), len(FAMILIES))


def rank(model: str) -> int:
    """Return the place of a model's family in the table; one beyond its end for a model that nobody knows."""
    return place_of(model[:LONGEST])


def known(model: str) -> Family | None:
    place = rank(model)
    return FAMILIES[place] if place < len(FAMILIES) else None


def family_of(model: str, kind: Kind) -> Family:
    """Return the family of a model that is to do this kind of work, the permissive one if none fits."""
    family = known(model)
    return family if family and kind in family.kinds else PERMISSIVE[kind]


def suits(model: str, kind: Kind) -> bool:
    """Whether a model does this kind of work, as far as its id tells: an unknown one may do anything."""
    family = known(model)
    return family is None or kind in family.kinds


def offered_for(kind: Kind, models: Iterable[OfferedT]) -> list[OfferedT]:
    """Return the models that suit this kind of work, those of the newest families first."""
    return sorted(
        (model for model in models if suits(model.model_id, kind)), key=lambda model: rank(model.model_id)
    )


def able(kind: Kind, models: Iterable[OfferedT]) -> list[OfferedT]:
    """Return the models that are known to do this kind of work, or are called like one that does."""
    hints = {hint for family in FAMILIES if kind in family.kinds for hint in family.hints}
    return [
        model
        for model in models
        if family_of(model.model_id, kind).patterns or any(hint in model.model_id for hint in hints)
    ]


def lacks(kind: Kind, models: Sequence[Offered]) -> bool:
    """Whether models are offered, and none of them does this kind of work as far as we know."""
    return bool(models) and not able(kind, models)


def suggested(kind: Kind, models: Sequence[Offered]) -> str:
    """Return the id of the model to start with: one on offer and, if possible, here to stay."""
    fitting = offered_for(kind, able(kind, models) if kind in RECOGNISED else models)
    fitting = fitting or offered_for(kind, models)
    lasting = [model for model in fitting if not getattr(model, "shutdown_date", None)] or fitting
    for pattern in STARTING_POINTS.get(kind, ()):
        if found := next((model for model in lasting if fnmatchcase(model.model_id, pattern)), None):
            return found.model_id
    return lasting[0].model_id if lasting else ""


@cache
def additions(kind: Kind) -> Mapping[str, Declared]:
    """Return every parameter that some family alone takes for this kind of work, by its name."""
    return {name: field for family in FAMILIES for name, field in family.adds.get(kind, {}).items()}


def added(family: Family, kind: Kind) -> Mapping[str, Declared]:
    """Return the parameters that a family takes beside those that a form has of itself."""
    return family.adds.get(kind, {}) if family.patterns else additions(kind)


def deciding() -> set[str]:
    """Return the names of the fields on which some family's rules depend."""
    rules = (rule for family in FAMILIES for rule in family.rules.values() if rule)
    return {name for rule in rules for name in rule.get("when", ())}
