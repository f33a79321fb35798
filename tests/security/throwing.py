"""How malformed submissions are thrown: at what, how many, and that nothing of it stays."""

import os
import re
from collections.abc import Callable, Sequence
from functools import cache

from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, settings

from actions.action import Action
from operations.views import PROBES
from tests.actions.made_up import filled_up, least, roots
from tests.security.malformed import Pair, Submission
from tests.security.test_scripts import asked_for
from tests.security.walk import every_address

# Gives the status with which a request was answered.
Send = Callable[[Client, str, str, Submission], int]
KINDS = 8  # of tests, which share what FUZZ says
# Practice is no page, and a machine that asks whether all is ready may hear that it is not.
ADDRESSES = [
    one for one in every_address() if not str(one).startswith("/practice/") and one.route not in PROBES
]
ROW = re.compile(r"-([0-9]+)(?=-)")
many = settings(
    max_examples=int(os.environ.get("FUZZ") or 40 * KINDS) // KINDS,
    deadline=None,
    database=None,
    derandomize="FUZZ" not in os.environ,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


def undone(attempt: Callable[[], object]) -> None:
    """Do something in the database, and take it back."""
    with transaction.atomic():
        try:
            attempt()
        finally:
            transaction.set_rollback(True)


@cache
def right(action: Action) -> list[list[Pair]]:
    """Return some right ways to fill in an action's form, sparsely and fully."""
    begun = roots(action)
    some = begun[:: max(len(begun) // 3, 1)]
    ways = [way for root in some for way in (least(action, root), filled_up(action, root))]
    return [list(way.typed.items()) for way in ways]


def rows_of(pairs: Sequence[Pair]) -> list[tuple[str, int]]:
    """Return (group, number) of each row that the names of inputs speak of, rows of rows too."""
    found = {(name[: row.start()], int(row[1])) for name, _ in pairs for row in ROW.finditer(name)}
    return sorted(found)


def with_rows(pairs: Sequence[Pair]) -> list[Pair]:
    """Return the pairs with what a browser sends of their rows: how many there are, and in which order."""
    rows = rows_of(pairs)
    order = {f"{group}-{number}-ORDER": str(number + 1) for group, number in rows}
    totals = {f"{group}-TOTAL_FORMS": str(number + 1) for group, number in rows}
    return [*pairs, *order.items(), *totals.items()]


def names_of(pairs: Sequence[Pair]) -> tuple[list[str], list[str]]:
    """Return names that mean something to a form with these inputs, and to others."""
    names = [name for name, _ in pairs]
    rows = [f"{group}-{number}-DELETE" for group, number in rows_of(pairs)]
    return [*names, *rows, *(f"{name}-kept" for name in names), "rows"], asked_for()
