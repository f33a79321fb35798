"""Many runs, asked for through the real pages, while everything is killed at random moments."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from itertools import cycle, islice

from runs.models import Run, State
from tests.faults import reckoning
from tests.faults.chaos import Chaos
from tests.faults.house import House
from tests.faults.points import Kind
from tests.postgresql import Server

HANDS = 3


def endure(house: House, *, runs: int, kills: int, server: Server | None = None) -> str:
    """Ask for runs of every kind while at least so many deeds are done; return what was done.

    Raises AssertionError if one was not taken in, or taken in twice.
    """
    second = house.office.program(*house.office.worker.command[1:], "--hostname", "second@%h")
    chaos = Chaos(house, second, server)
    house.open()
    second.start()
    try:
        with ThreadPoolExecutor(HANDS) as pool:
            asked = [pool.submit(house.visitor.ask, kind, f"Run {n}") for n, kind in enumerate(kinds(runs))]
            while chaos.done.total() < kills or not all(future.done() for future in asked):
                time.sleep(chaos.random.uniform(0.2, 1.2))
                chaos.strike()
                house.revive([second])
            wait(asked)
        house.settle([second], seconds=300)
    finally:
        second.kill()
    keys = {future.result() for future in asked}
    assert len(keys) == runs
    assert {str(key) for key in Run.objects.values_list("key", flat=True)} == keys
    return str(chaos)


def kinds(number: int) -> Iterator[Kind]:
    return islice(cycle(Kind), number)


def holds(row: reckoning.Row) -> None:
    """Assert that nothing was lost, and nothing failed but what a death interrupted."""
    assert row.is_good, reckoning.table([row])
    assert reckoning.lost_files() == set()
    failed = Run.objects.filter(state=State.FAILED)
    assert {(run.error or {}).get("kind") for run in failed} <= {"interrupted"}
    assert not failed.exclude(error__charged=True).exists()
