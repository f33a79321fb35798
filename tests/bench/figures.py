"""A figure: what was measured several times, and what is said of that."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any

from tests.bench.targets import TARGETS


@dataclass(frozen=True)
class Figure:
    """What was measured, once for each repetition."""

    name: str
    samples: Sequence[float]
    unit: str = ""

    @property
    def value(self) -> float:
        return median(self.samples)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.samples), max(self.samples)

    @property
    def met(self) -> bool | None:
        """Whether it is as it ought to be; None where nobody said how that is."""
        target = TARGETS.get(self.name)
        return target.is_met(self.value) if target else None

    def described(self) -> dict[str, Any]:
        """Return it as it is kept in bench.json."""
        target = TARGETS.get(self.name)
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "spread": list(self.spread),
            "target": str(target) if target else None,
            "met": self.met,
        }


def ratio(name: str, ours: Sequence[float], theirs: Sequence[float]) -> Figure:
    """Return the figure of ours divided by theirs, of each turn by itself."""
    return Figure(name, [a / b for a, b in zip(ours, theirs, strict=True)], "x")


def percentile(samples: Sequence[float], share: float) -> float:
    """Return the least sample that so many of a hundred do not exceed."""
    ordered = sorted(samples)
    return ordered[max(0, ceil(len(ordered) * share / 100) - 1)]
