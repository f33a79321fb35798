"""What holds waiting runs back: as many as a person or a connection may have at once, and pauses."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from connections.models import Connection
from runs.models.state import State
from statements import Kept

if TYPE_CHECKING:
    from runs.models.querysets import RunQuerySet


def under_way() -> "models.QuerySet[Any, Any]":
    """Return how many runs of each person there are through each connection now."""
    from runs.models.run import Run

    running = Run.objects.filter(state=State.RUNNING).order_by()
    return running.values_list("owner", "connection").annotate(Count("pk"))


def limited() -> "models.QuerySet[Any, Any]":
    """Return the connections that have limits, and which."""
    connections = Connection.objects.filter(Q(runs_at_once__isnull=False) | Q(pace__isnull=False)).order_by()
    return connections.values_list("pk", "runs_at_once", "pace__slots", "pace__paused_until")


UNDER_WAY, LIMITED = Kept(under_way), Kept(limited)


@dataclass(frozen=True)
class Limits:
    """Who may start nothing more at one moment."""

    people: frozenset[int]
    connections: frozenset[int]
    paused: dict[int, datetime]  # connections, until when

    @classmethod
    def at(cls, now: datetime) -> "Limits":
        """Return what holds at this moment."""
        people: Counter[int] = Counter()
        connections: Counter[int | None] = Counter()
        for owner, connection, count in UNDER_WAY.rows():
            people[owner] += count
            connections[connection] += count
        rows = LIMITED.rows()
        return cls(
            frozenset(owner for owner, count in people.items() if count >= settings.RUNS_PER_PERSON),
            frozenset(
                pk for pk, *most, _ in rows if connections[pk] >= min(n for n in most if n is not None)
            ),
            {pk: until for pk, *_, until in rows if until and until > now},
        )

    @property
    def closed(self) -> frozenset[int]:
        """The connections that nothing more may start through."""
        return self.connections | self.paused.keys()

    def free(self, runs: "RunQuerySet") -> "RunQuerySet":
        """Return those of the waiting runs that nothing holds back."""
        return runs.exclude(owner__in=self.people).exclude(connection__in=self.closed)
