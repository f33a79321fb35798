"""Deleting, in two steps: a run that is deleted is gone for everybody at once, and for good a while later.

In between it can be put back. `RunQuerySet.kept` is what keeps it out of sight.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from audit.events import Event
from audit.trail import record
from people.models import User
from runs.models import Run, Tag
from runs.models.state import OVER

AT_ONCE = 100


@transaction.atomic
def discard(runs: QuerySet[Run], **details: Any) -> tuple[datetime, int]:
    """Delete those of the runs that are over, so that they can be put back.

    Return the moment, which tells what was deleted together, and how many they were. `details` go into
    the audit record.
    """
    going = list(runs.filter(discarded_at=None, state__in=OVER).select_for_update().only("key", "action"))
    for run in going:
        record(Event.RUN_DELETED, run, **details)
    now = timezone.now()
    Run.objects.filter(pk__in=[run.pk for run in going]).update(discarded_at=now)
    return now, len(going)


@transaction.atomic
def restore(deleted: QuerySet[Run]) -> list[Run]:
    """Put back runs that were deleted, some of `restorable`, and return them."""
    runs = list(deleted.select_for_update().only("key", "action"))
    for run in runs:
        record(Event.RUN_RESTORED, run)
    Run.objects.filter(pk__in=[run.pk for run in runs]).update(discarded_at=None)
    return runs


def restorable(owner: User) -> QuerySet[Run]:
    """Return what a person deleted not too long ago."""
    return Run.objects.filter(owner=owner, discarded_at__gte=last_moment())


def last_moment() -> datetime:
    """Return when a run must have been deleted so that it can still be put back."""
    return timezone.now() - timedelta(minutes=settings.UNDO_MINUTES)


def drop_discarded() -> None:
    """Delete for good, with its files, what can no longer be put back."""
    purge(Run.objects.filter(discarded_at__lt=last_moment()), AT_ONCE)


def purge(runs: QuerySet[Run], most: int) -> int:
    """Delete runs for good, with their files, and return how many they were: `most` of them at a time.

    Each by itself, and only if it is still among them: it may be put back at this moment.
    """
    keys = list(runs.order_by("pk").values_list("pk", flat=True)[:most])
    count = sum(gone(runs, pk) for pk in keys)
    if count:
        Tag.objects.all().drop_unused()
    return count


@transaction.atomic
def gone(runs: QuerySet[Run], pk: int) -> bool:
    run = runs.select_for_update().only("pk").filter(pk=pk).first()
    return bool(run and run.delete())
