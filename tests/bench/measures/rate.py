"""How many runs a second, what each takes of the processor, and whether one is lost among many."""

import asyncio
import time
from collections.abc import Callable

from connections.models import Connection
from runs.models import Run, State
from runs.models.querysets import RunQuerySet
from runs.models.state import OVER
from tests.bench.figures import Figure, ratio
from tests.bench.ground import Ground
from tests.bench.processes import memory, processor_time, tree
from tests.bench.targets import LOST, PROCESSOR, RATE, RATE_WAITING
from tests.bench.visitors import Visitor, all_of
from tests.processes import wait_until

TURNS = 3


def measure(ground: Ground) -> list[Figure]:
    """50 people, a server that answers at once: rate and processor time, in turns with Celery alone."""
    ground.house.open()
    load = Load(ground, ground.people(50), ground.connections["0"])
    ground.bare.rate(ground.upstream.address("0"), 200)
    load.run(4)  # everything has been imported and connected once
    turns = [(*weighed_bare(ground, 1000), *load.weighed(12)) for _ in range(TURNS)]
    theirs, call, ours, web, worker, everything, held = zip(*turns, strict=True)
    both = [a + b for a, b in zip(web, worker, strict=True)]
    return [
        Figure("runs a second, bare Celery", theirs, "/s"),
        Figure("runs a second, 50 people submitting", ours, "/s"),
        ratio(RATE, ours, theirs),
        Figure("processor time a call, bare Celery's worker", call, "ms"),
        Figure("processor time a run, web", web, "ms"),
        Figure("processor time a run, worker", worker, "ms"),
        Figure("processor time a run, all processes", everything, "ms"),
        ratio(PROCESSOR, both, call),
        Figure("memory of all processes, at work for 50 people", held, "MB"),
        Figure(LOST.format(people=50), [load.lost]),
    ]


def weighed_bare(ground: Ground, calls: int) -> tuple[float, float]:
    """Have Celery alone do so many calls; return the rate, and the worker's milliseconds a call."""
    assert ground.bare.worker.process is not None
    worker = tree(ground.bare.worker.process.pid)
    before = processor_time(worker)
    rate = ground.bare.rate(ground.upstream.address("0"), calls)
    return rate, (processor_time(worker) - before) / calls * 1000


def crowd(ground: Ground) -> list[Figure]:
    """500 people at once."""
    ground.house.open()
    load = Load(ground, ground.people(500), ground.connections["0"])
    rates = [load.run(2) for _ in range(2)]
    return [
        Figure("runs a second, 500 people submitting", rates, "/s"),
        Figure(LOST.format(people=500), [load.lost]),
    ]


def waiting(ground: Ground) -> list[Figure]:
    """50 people, a server that takes a second, 50 slots: nobody can do more than 50 a second."""
    ground.house.open()
    load = Load(ground, ground.people(50), ground.connections["1000"])
    address = ground.upstream.address("1000")
    turns = [(ground.bare.rate(address, 400), load.run(8)) for _ in range(2)]
    theirs, ours = ([turn[place] for turn in turns] for place in (0, 1))
    return [
        Figure("runs a second, bare Celery, upstream takes 1 s", theirs, "/s"),
        Figure("runs a second, 50 people, upstream takes 1 s", ours, "/s"),
        ratio(RATE_WAITING, ours, theirs),
    ]


class Load:
    """Everybody asks at once; `lost` counts what did not come to its end."""

    def __init__(self, ground: Ground, visitors: list[Visitor], connection: Connection) -> None:
        self.ground, self.visitors, self.connection = ground, visitors, connection
        self.lost = 0

    def run(self, each: int) -> float:
        """Have everybody ask so many times; return the runs a second until the last was stored."""
        newest = Run.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        asked, began = each * len(self.visitors), time.time()
        asyncio.run(self._ask(each))
        mine = Run.objects.filter(pk__gt=newest)
        wait_until(over(mine.exclude(state__in=OVER)), seconds=120)
        self.lost += asked - mine.filter(state=State.SUCCEEDED).count()
        last = mine.order_by("-finished_at").values_list("finished_at", flat=True)[0]
        return asked / (last.timestamp() - began) if last else 0.0

    def weighed(self, each: int) -> tuple[float, ...]:
        """Run; return the rate, the milliseconds a run of web, worker and all processes, their megabytes."""
        parts = [self.ground.house.processes(*names) for names in (("granian",), ("celery",), ())]
        before = [processor_time(part) for part in parts]
        rate = self.run(each)
        runs = each * len(self.visitors)
        taken = [processor_time(part) - was for part, was in zip(parts, before, strict=True)]
        return rate, *(seconds / runs * 1000 for seconds in taken), memory(parts[-1])

    async def _ask(self, each: int) -> None:
        try:
            await all_of(self.visitors, self.connection, each)
        finally:
            for visitor in self.visitors:
                visitor.line.close()


def over(runs: RunQuerySet) -> Callable[[], bool]:
    """Return a function that says whether there is none of them any more, asked now and then."""

    def none_left() -> bool:
        time.sleep(0.05)
        return not runs.exists()

    return none_left
