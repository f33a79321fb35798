"""Lists of anything but runs, newest first and a page at a time, that no length slows down."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from connections.digits import whole

PER_PAGE = 25


@dataclass(frozen=True)
class Page:
    """Some rows. `older` is the number to give as `before` for the next page, if there is one.

    `before` is the number that the address gave, empty on the first page.
    """

    rows: list[Any]
    older: int | None
    before: str


def page(rows: QuerySet[Any], before: str = "") -> Page:
    """Return the newest of these rows, or those that follow the one numbered `before`."""
    last = whole(before)
    older = rows if last is None else rows.filter(pk__lt=last)
    found = list(older.order_by("-pk")[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    return Page(shown, shown[-1].pk if len(found) > PER_PAGE else None, before)
