"""From which run to which: lists go by the numbers of runs, which are in the order of time."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from runs.models import Run

EPOCH, FAR = date(1970, 1, 1), date(9000, 1, 1)


@dataclass(frozen=True)
class Span:
    """The numbers from one on, and to one before the other; None leaves it open.

    It is said of each table that a query takes rows from: no database concludes it from one to the next, and
    one that has been told of the first alone passes over all that is later in the second.
    """

    first: int | None = None
    end: int | None = None

    def before(self, number: int | None) -> "Span":
        """Return the part of it that comes before a number."""
        ends = [end for end in (self.end, number) if end is not None]
        return Span(self.first, min(ends, default=None))

    def of(self, rows: QuerySet[Any], run: str = "pk") -> QuerySet[Any]:
        """Return those of the rows whose run, as they name it, is within."""
        ends = {"gte": self.first, "lt": self.end}
        given = {f"{run}__{side}": number for side, number in ends.items() if number is not None}
        return rows.filter(**given)


EVER, NEVER = Span(), Span(end=0)


def within(runs: QuerySet[Run], since: str, until: str) -> Span:
    """Return the span of the runs from one day to another, both included; either may be left open.

    The first run of each day is looked up here.
    """
    try:
        first, last = (date.fromisoformat(day) if day else None for day in (since, until))
    except ValueError:
        return NEVER
    asked = runs.order_by("created_at").values_list("pk", flat=True)
    begin = asked.filter(created_at__gte=midnight(first)).first() if first else None
    if first and begin is None:
        return NEVER
    end = asked.filter(created_at__gte=midnight(last) + timedelta(days=1)).first() if last else None
    return Span(begin, end)


def midnight(day: date) -> datetime:
    """Return when a day begins; one that no database knows is the nearest that it does."""
    return timezone.make_aware(datetime.combine(min(max(day, EPOCH), FAR), time()))
