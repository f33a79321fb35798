"""A thousand calls in flight at once, in one worker, and how soon they end when somebody wants it."""

import asyncio
import time
from collections.abc import Callable
from datetime import timedelta

from connections.models import Connection
from runs.models import Run, State
from runs.models.querysets import RunQuerySet
from runs.models.state import OVER
from tests.bench.figures import Figure
from tests.bench.ground import Ground
from tests.bench.house import Upstream
from tests.bench.processes import memory
from tests.bench.targets import ENDING, FLYING, IN_FLIGHT, SHUT_DOWN, UNSETTLED
from tests.bench.visitors import all_of
from tests.processes import wait_until

CALLS, PEOPLE = 1000, 50
HELD = ("held", "begun")
TURNS = 2
SILENCE = 15.0  # seconds without another call, after which no more are waited for
DEADLINE = 2  # seconds, for a call that gets one


def measure(ground: Ground) -> list[Figure]:
    """Half of the calls wait for an answer, half for more words of theirs."""
    ground.house.open(CALLS)
    reached, held, worker, lost = [], [], [], []
    for _ in range(TURNS):
        mine = asked(ground)
        reached.append(in_hand(ground.upstream, CALLS))
        held.append(memory(ground.house.processes()))
        worker.append(memory(ground.house.processes("celery")))
        wait_until(over(ground, mine), seconds=120)
        lost.append(CALLS - mine.filter(state=State.SUCCEEDED).count())
    return [
        Figure(FLYING, reached),
        Figure(IN_FLIGHT, held, "MB"),
        Figure("memory of the worker, 1,000 calls in flight", worker, "MB"),
        Figure("runs lost of 1,000 in flight", lost),
    ]


def ending(ground: Ground) -> list[Figure]:
    """One call and one stream are cancelled, one passes its deadline, and then everything is shut down."""
    ground.house.open(CALLS)
    mine = asked(ground)
    in_hand(ground.upstream, CALLS)
    cancelled = [cancel(mine, ground.connections[manner]) for manner in HELD]
    late = past_deadline(ground, ground.connections["held"])
    began = time.perf_counter()
    ground.house.stop()
    stopped = time.perf_counter() - began
    told = mine.filter(state=State.FAILED, error__kind="interrupted", error__charged=True).count()
    return [
        Figure(ENDING.format(how="is cancelled"), cancelled, "s"),
        Figure(ENDING.format(how="passes its deadline"), [late], "s"),
        Figure(SHUT_DOWN, [stopped], "s"),
        Figure(UNSETTLED, [CALLS - len(cancelled) - told]),
    ]


def asked(ground: Ground) -> RunQuerySet:
    """Have a thousand runs asked for, and return them."""
    newest = Run.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    people, lines = ground.people(PEOPLE), [ground.connections[manner] for manner in HELD]

    async def ask() -> None:
        for place, line in enumerate(lines):
            await all_of(people[place :: len(lines)], line, CALLS // PEOPLE)

    asyncio.run(ask())
    return Run.objects.filter(pk__gt=newest)


def cancel(runs: RunQuerySet, line: Connection) -> float:
    """Cancel a run of a connection; return the seconds until it is."""
    run = runs.filter(connection=line, state=State.RUNNING)[CALLS // 4]
    began = time.perf_counter()
    run.cancel()
    wait_until(lambda: run.attempts.filter(outcome=State.CANCELLED).exists())
    return time.perf_counter() - began


def past_deadline(ground: Ground, line: Connection) -> float:
    """Ask for one more run, which has a deadline; return for how many seconds it was exceeded."""
    Connection.objects.filter(pk=line.pk).update(deadline=DEADLINE)
    asyncio.run(all_of(ground.people(1), line, 1))
    run = Run.objects.latest("pk")
    wait_until(lambda: run.attempts.filter(outcome=State.FAILED).exists())
    Connection.objects.filter(pk=line.pk).update(deadline=line.deadline)
    attempt = run.attempts.get()
    assert attempt.sent_at
    assert attempt.finished_at
    assert attempt.error
    assert attempt.error["kind"] == "timed_out"
    return (attempt.finished_at - attempt.sent_at - timedelta(seconds=DEADLINE)).total_seconds()


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
