"""What a person is told while they are elsewhere: how many of their runs are under way, and which have ended.

Each end is told once, whichever page, window or browser asks first: the row says whether it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from people.models import User
from runs.models import Run
from runs.samples import is_sample
from statements import SOME, Kept, changed, in_no_hurry

MOST = 100
# What is needed of a run to tell of it, and what to know a sample.
TOLD = "key", "state", "untold", "created_at", "title", "headline", "action"
SAMPLED = "action", "connection", "submission", "values"
SOONEST, LATEST = 3.0, 30.0  # seconds between two questions of a page


def untold() -> QuerySet[Run]:
    found = Run.objects.visible_to(User(pk=SOME)).filter(untold=True).only(*TOLD, *SAMPLED)
    return found.order_by(F("finished_at").asc(nulls_last=True))[:MOST]


UNTOLD = Kept(untold)  # every page asks for it


@dataclass(frozen=True)
class News:
    """What there is to tell. `again` says in how many seconds a page asks next; 0: nothing is under way."""

    under_way: int
    ended: list[Run]
    again: float


def news(user: User) -> News:
    """Return what is under way and what has ended untold, the latter as yet unmarked."""
    found: list[Run] = UNTOLD.rows(key=user.pk)
    asked = [run.created_at for run in found if not run.is_over]
    return News(len(asked), [run for run in found if run.is_over], pause(max(asked)) if asked else 0)


def pause(newest: datetime) -> float:
    """Return how many seconds to wait: the more, the longer the newest run has taken already."""
    return min(max((timezone.now() - newest).total_seconds() / 10, SOONEST), LATEST)


def to_tell(found: News, page: str) -> list[Run]:
    """Mark what has ended as told, and return what the page at this address does not show by itself."""
    mine = mark(found.ended)
    return [run for run in mine if run.get_absolute_url() != page and not is_sample(run)]


def mark(runs: Iterable[Run]) -> list[Run]:
    """Mark those of the runs that are over as told, and return those that no other page has marked."""
    wanted = {run.pk: run for run in runs if run.untold and run.is_over}
    if not wanted:
        return []
    places = ", ".join(["%s"] * len(wanted))
    with in_no_hurry(), transaction.atomic():  # should the machine fail, it is told once more
        mine = changed(Run, {"untold": False}, f"id IN ({places}) AND untold", list(wanted))
    return [wanted[pk] for pk in sorted(mine)]
