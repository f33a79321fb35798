"""A thousand calls in flight at once, in one worker."""

import asyncio
from functools import partial

from runs.models import Run, State
from tests.bench.figures import Figure
from tests.bench.ground import Ground
from tests.bench.house import Upstream
from tests.bench.measures.rate import over
from tests.bench.processes import memory
from tests.bench.targets import IN_FLIGHT
from tests.bench.visitors import all_of
from tests.processes import wait_until

CALLS, PEOPLE = 1000, 50
TURNS = 2


def measure(ground: Ground) -> list[Figure]:
    """The server holds every call until all are there."""
    ground.house.open(CALLS)
    held, worker, done = [], [], []
    for _ in range(TURNS):
        newest = Run.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        asyncio.run(all_of(ground.people(PEOPLE), ground.connections["held"], CALLS // PEOPLE))
        wait_until(partial(has_in_hand, ground.upstream, CALLS), seconds=90)
        held.append(memory(ground.house.processes()))
        worker.append(memory(ground.house.processes("celery")))
        asyncio.run(ground.upstream.seen("release"))
        mine = Run.objects.filter(pk__gt=newest)
        wait_until(over(mine.exclude(state__in=[State.SUCCEEDED, State.FAILED])), seconds=120)
        done.append(CALLS - mine.filter(state=State.SUCCEEDED).count())
    return [
        Figure(IN_FLIGHT, held, "MB"),
        Figure("memory of the worker, 1,000 calls in flight", worker, "MB"),
        Figure("runs lost of 1,000 in flight", done),
    ]


def has_in_hand(upstream: Upstream, calls: int) -> bool:
    """Whether the server has so many calls that it has not answered."""
    return asyncio.run(upstream.seen())["in_hand"] >= calls
