"""What holds waiting runs back: as many as a person or a connection may have at once, and pauses."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Count, Q
from django.utils import timezone

from connections.models import Connection
from runs.models.state import State

if TYPE_CHECKING:
    from runs.models.querysets import RunQuerySet


@dataclass(frozen=True)
class Limits:
    """Who may start nothing more at one moment."""

    people: frozenset[int]
    connections: frozenset[int]
    paused: dict[int, datetime]  # connections, until when

    @classmethod
    def of(cls, runs: "RunQuerySet", now: datetime | None = None) -> "Limits":
        """Return what holds at this moment; `runs` are all there are."""
        now = now or timezone.now()
        people: Counter[int] = Counter()
        connections: Counter[int | None] = Counter()
        running = runs.filter(state=State.RUNNING).order_by().values_list("owner", "connection")
        for owner, connection, count in running.annotate(Count("pk")):
            people[owner] += count
            connections[connection] += count
        limited = Connection.objects.filter(Q(runs_at_once__isnull=False) | Q(pace__isnull=False))
        rows = list(limited.values_list("pk", "runs_at_once", "pace__slots", "pace__paused_until"))
        return cls(
            frozenset(owner for owner, count in people.items() if count >= settings.RUNS_PER_PERSON),
            frozenset(
                pk for pk, *most, _ in rows if connections[pk] >= min(n for n in most if n is not None)
            ),
            {pk: until for pk, *_, until in rows if until and until > now},
        )

    def free(self, runs: "RunQuerySet") -> "RunQuerySet":
        """Return those of the waiting runs that nothing holds back."""
        closed = self.connections | self.paused.keys()
        return runs.exclude(owner__in=self.people).exclude(connection__in=closed)
