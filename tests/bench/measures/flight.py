"""A thousand calls in flight at once, in one worker."""

import asyncio
import time
from collections.abc import Callable

from runs.models import Run, State
from runs.models.querysets import RunQuerySet
from runs.models.state import OVER
from tests.bench.figures import Figure
from tests.bench.ground import Ground
from tests.bench.house import Upstream
from tests.bench.processes import memory
from tests.bench.targets import FLYING, IN_FLIGHT
from tests.bench.visitors import all_of
from tests.processes import wait_until

CALLS, PEOPLE = 1000, 50
TURNS = 2
SILENCE = 15.0  # seconds without another call, after which no more are waited for


def measure(ground: Ground) -> list[Figure]:
    """The server holds every call until all are there, or no more come."""
    ground.house.open(CALLS)
    reached, held, worker, lost = [], [], [], []
    for _ in range(TURNS):
        newest = Run.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        asyncio.run(all_of(ground.people(PEOPLE), ground.connections["held"], CALLS // PEOPLE))
        reached.append(in_hand(ground.upstream, CALLS))
        held.append(memory(ground.house.processes()))
        worker.append(memory(ground.house.processes("celery")))
        mine = Run.objects.filter(pk__gt=newest)
        wait_until(over(ground, mine), seconds=120)
        lost.append(CALLS - mine.filter(state=State.SUCCEEDED).count())
    return [
        Figure(FLYING, reached),
        Figure(IN_FLIGHT, held, "MB"),
        Figure("memory of the worker, 1,000 calls in flight", worker, "MB"),
        Figure("runs lost of 1,000 in flight", lost),
    ]


def in_hand(upstream: Upstream, calls: int) -> int:
    """Return how many calls the server has that it has not answered: so many, or all that come."""
    there, last = 0, time.monotonic()
    while there < calls and time.monotonic() < last + SILENCE:
        if (now := asyncio.run(upstream.seen())["in_hand"]) > there:
            there, last = now, time.monotonic()
        time.sleep(0.05)
    return there


def over(ground: Ground, runs: RunQuerySet) -> Callable[[], bool]:
    """Return a function that has the server answer whom it has, and says whether all runs are over."""

    def none_left() -> bool:
        asyncio.run(ground.upstream.seen("release"))
        time.sleep(0.1)
        return not runs.exclude(state__in=OVER).exists()

    return none_left
