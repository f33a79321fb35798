"""One model of every family for each kind of work, and one that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

from actions.families import FAMILIES, Kind, family_of
from practice.offered import TABLE

UNKNOWN = "a-model-of-our-own"


def models_for(kind: Kind) -> list[str]:
    """The ids, in the order of the families; those that practice offers are preferred."""
    offered = [model for _, models, *_ in TABLE for model in models.split()]
    return [
        *(
            found
            for family in FAMILIES
            if kind in family.kinds
            for found in _first(family.name, kind, offered)
        ),
        UNKNOWN,
    ]


def _first(name: str, kind: Kind, offered: list[str]) -> Iterator[str]:
    family = next(family for family in FAMILIES if family.name == name)
    named = [pattern.rstrip("*") for pattern in family.patterns]
    fitting = (model for model in [*offered, *named] if family_of(model, kind) is family)
    yield from list(fitting)[:1]
