"""What passes by while an action runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.outputs.kept import Stored


@dataclass(frozen=True)
class Delta:
    """The next words of the answer with this index."""

    text: str
    index: int = 0


@dataclass(frozen=True, kw_only=True)
class Preview(Stored):
    """A picture as far as it is drawn."""


@dataclass(frozen=True)
class Progress:
    text: str


@dataclass(frozen=True)
class Usage:
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Copied:
    """What the server has stored of its own accord, by the path of its kind and its id there."""

    kind: str
    copy_id: str


@dataclass(frozen=True)
class Notice:
    text: str


Passing = Delta | Preview | Progress | Usage | Copied | Notice
