"""The queue as those see it who keep it going: whose runs, which action, where they stand, since when.

What was asked and answered is never read.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from connections.digits import whole
from connections.models import Connection
from people.models import User
from runs import broker
from runs.browsing import Narrowing, Page, number
from runs.models import Attempt, Pace, Run, State

LATELY = timedelta(days=7)
PER_PAGE = 50
STATES = (State.QUEUED, State.RUNNING, State.FAILED)
CONTENT = ("values", "headline", "usage", "notices")


def in_queue() -> QuerySet[Run]:
    """Return what waits and runs, and what failed lately."""
    failed = Q(state=State.FAILED, finished_at__gte=timezone.now() - LATELY)
    return Run.objects.kept().filter(Q(state__in=(State.QUEUED, State.RUNNING)) | failed)


@dataclass(frozen=True)
class Filters(Narrowing):
    """What the list is narrowed down to."""

    state: str = ""
    connection: str = ""
    person: str = ""

    def apply(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        if self.state:
            runs = runs.filter(state=self.state)
        if self.connection:
            runs = runs.filter(connection=number(self.connection))
        if self.person:
            runs = runs.filter(owner=number(self.person))
        return runs


def page(filters: Filters, before: str = "") -> Page:
    """Return the newest of the runs that match, or those that follow the run numbered `before`.

    Each knows how often it was tried (`run.tries`), and whether somebody has run it again (`run.repeated`).
    """
    runs = filters.apply(in_queue())
    if (last := whole(before)) is not None:
        runs = runs.filter(pk__lt=last)
    tries = Attempt.objects.filter(run=OuterRef("pk")).order_by("-number").values("number")[:1]
    repeated = Exists(Run.objects.filter(parent=OuterRef("pk")))
    shown = runs.annotate(tries=Subquery(tries), repeated=repeated).select_related("owner").defer(*CONTENT)
    found: list[Run] = list(shown.order_by("-pk")[: PER_PAGE + 1])
    return Page(found[:PER_PAGE], found[PER_PAGE - 1].pk if len(found) > PER_PAGE else None)


def choices() -> dict[str, list[tuple[str, str]]]:
    """Return what there is to choose from in each filter."""
    here = in_queue()
    people = User.objects.filter(Exists(here.filter(owner=OuterRef("pk"))))
    used = Connection.objects.filter(Exists(here.filter(connection=OuterRef("pk"))))
    return {
        "state": [(str(state), str(state.label)) for state in STATES],
        "connection": [(str(pk), name) for pk, name in used.values_list("pk", "name")],
        "person": [(str(person.pk), str(person)) for person in people],
    }


@dataclass(frozen=True)
class Through:
    """What goes through one connection; without one, through those that were deleted."""

    connection: Connection | None
    pace: Pace | None
    waiting: int
    running: int
    failed: int


@dataclass(frozen=True)
class Overview:
    """The queue in numbers, at one moment, and who is there to work on it."""

    connections: list[Through]
    oldest: datetime | None
    broker: bool
    workers: int
    sweeper: bool

    @property
    def waiting(self) -> int:
        return sum(one.waiting for one in self.connections)

    @property
    def running(self) -> int:
        return sum(one.running for one in self.connections)

    @property
    def failed(self) -> int:
        return sum(one.failed for one in self.connections)


def overview() -> Overview:
    first = Run.objects.filter(state=State.QUEUED).aggregate(pk=Min("pk"))["pk"]
    return Overview(
        connections=list(by_connection()),
        oldest=Run.objects.filter(pk=first).values_list("created_at", flat=True).first(),
        broker=broker.reachable(),
        workers=broker.workers(),
        sweeper=broker.sweeper_alive(),
    )


def by_connection() -> Iterable[Through]:
    """Yield the connections by name, those that were deleted at the end if anything is left of them."""
    counts: Counter[tuple[int | None, str]] = Counter()
    grouped = in_queue().order_by().values_list("connection", "state").annotate(Count("pk"))
    for connection, state, count in grouped:
        counts[connection, state] = count
    paces = Pace.objects.in_bulk()
    for connection in [*Connection.objects.all(), None]:
        pk = connection.pk if connection else None
        numbers = [counts[pk, state] for state in STATES]
        if connection or any(numbers):
            yield Through(connection, paces.get(pk or 0), *numbers)
