"""Entries in pages that no length slows down: read off an index, from one entry to those before it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from audit.models import Entry, EntryQuerySet

PER_PAGE = 50
PER_BATCH = 1000


@dataclass(frozen=True)
class Page:
    """`older` is the number to give as `before` for the next page, if there is one."""

    entries: list[Entry]
    older: int | None


def page(entries: EntryQuerySet, before: str = "") -> Page:
    """Return the newest of these entries, or those that follow the one numbered `before`."""
    if before:
        last = Entry.objects.filter(pk=before).first() if before.isdecimal() and len(before) < 19 else None
        entries = older(entries, last) if last else entries.none()
    found = list(entries.newest()[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return Page(shown, shown[-1].pk if len(found) > PER_PAGE else None)


def older(entries: EntryQuerySet, last: Entry) -> EntryQuerySet:
    return entries.filter(Q(at__lt=last.at) | Q(pk__lt=last.pk), at__lte=last.at)


def one_by_one(entries: EntryQuerySet) -> Iterator[Entry]:
    """Yield all of them, newest first. Nothing is held open between two batches, however slow the reader."""
    left = entries
    while batch := list(left.newest()[:PER_BATCH]):
        yield from batch
        if len(batch) < PER_BATCH:
            return
        left = older(entries, batch[-1])
