"""What a person's runs made, of one kind and by day: pictures and recordings, newest first."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from connections.digits import whole
from people.models import User
from runs import browsing
from runs.models import Output, Run
from runs.models.querysets import RunQuerySet

RUNS_PER_PAGE = 24


@dataclass(frozen=True)
class Filters(browsing.Narrowing):
    """What the pages are narrowed down to: some of what the history can be."""

    action: str = ""
    model: str = ""
    since: str = ""
    until: str = ""

    def apply(self, runs: QuerySet[Run]) -> QuerySet[Run]:
        return browsing.Filters(**vars(self)).apply(runs)


@dataclass(frozen=True)
class Day:
    """The runs of a day, each with its results of the kind as `run.shown`."""

    date: date
    runs: list[Run]


@dataclass(frozen=True)
class Page:
    """Some days. `older` is the number to give as `before` for the next page, if there is one."""

    days: list[Day]
    older: int | None

    @property
    def ends(self) -> date | None:
        """The day in which the page ends, which the next one may continue."""
        return self.days[-1].date if self.days else None


def page(user: User, kind: str, before: str = "", filters: Filters = Filters()) -> Page:
    """Return the newest runs that made something of a kind, or those after the one numbered `before`."""
    results = Output.objects.filter(kind=kind)
    made = filters.apply(makers(user, kind).newest(whole(before)))
    runs = made.defer("values", "usage", "notices")
    found = list(runs.prefetch_related(Prefetch("outputs", results, to_attr="shown"))[: RUNS_PER_PAGE + 1])
    shown = found[:RUNS_PER_PAGE]
    days = [Day(day, list(of_it)) for day, of_it in groupby(shown, key=day_of)]
    return Page(days, shown[-1].pk if len(found) > RUNS_PER_PAGE else None)


def makers(user: User, kind: str) -> RunQuerySet:
    """Return a person's runs that made something of a kind."""
    made = Exists(Output.objects.filter(run=OuterRef("pk"), kind=kind))
    return Run.objects.visible_to(user).filter(made, **{browsing.HAVING[kind]: True})


def day_of(run: Run) -> date:
    return timezone.localdate(run.created_at)


def neighbours(
    output: Output, user: User, filters: Filters = Filters()
) -> tuple[Output | None, Output | None]:
    """Return the results before and after one, in the order of the pages narrowed down like that."""
    own = Output.objects.filter(run=output.run_id, kind=output.kind)
    place = {"position": output.position}
    earlier = own.filter(Q(position__lt=output.position) | Q(**place, pk__lt=output.pk))
    later = own.filter(Q(position__gt=output.position) | Q(**place, pk__gt=output.pk))
    around = makers(user, output.kind)
    newer = filters.apply(around.filter(pk__gt=output.run_id)).order_by("pk")[:1]
    older = filters.apply(around.newest(output.run_id))[:1]
    return (
        earlier.last() or of_run(newer.first(), output.kind).last(),
        later.first() or of_run(older.first(), output.kind).first(),
    )


def of_run(run: Run | None, kind: str) -> QuerySet[Output]:
    """Return a run's results of a kind; of no run, none."""
    return Output.objects.filter(run=run, kind=kind) if run else Output.objects.none()
