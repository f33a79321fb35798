"""Several workers, each as if on a machine of its own, with hundreds of calls in flight."""

from dataclasses import dataclass

from pytest_django import Settings

from runs.models import Attempt, Run, State
from tests.faults.house import House
from tests.faults.points import Kind
from tests.faults.samples import asked_for
from tests.processes import wait_until

FREE_OF = 5  # each fifth run costs nothing


@dataclass(frozen=True)
class Lost:
    """The runs that a lost machine had in hand."""

    costly: set[int]
    free: set[int]


class Machines:
    """They do without the office's own worker; its sweeper, and its web process, they have."""

    def __init__(self, house: House, number: int, settings: Settings, *, at_once: int) -> None:
        settings.RUNS_PER_PERSON = at_once
        self.house = house
        self.slowness = 40 + at_once / 10  # seconds; longer than a busy machine takes to send them all
        house.line.headers = [["X-Practice-Fault", f"slow; seconds={self.slowness}"]]
        house.line.save()
        threads = str(at_once // number + 10)
        house.office.sweeper.env["RUNS_PER_PERSON"] = str(at_once)  # it wakes for those that may start
        celery = ("-m", "celery", "-A", "config", "worker", "-P", "threads", "-c", threads)
        self.programs = [
            house.office.program(
                *celery,
                *("--without-mingle", "--without-gossip", "--hostname", f"machine-{each}@%h"),
                RUNS_PER_PERSON=str(at_once),
            )
            for each in range(number)
        ]

    def ask(self, number: int) -> list[Run]:
        """Ask for so many runs, start everything, and return them when the calls of all are under way."""
        asked = [
            self.house.ask(Kind.CHAT if each % FREE_OF else Kind.MODERATION, f"Run {each}")
            for each in range(number)
        ]
        for program in (self.house.office.sweeper, *self.programs):
            program.start()
        sent = Attempt.objects.filter(finished_at=None).exclude(sent_at=None)
        wait_until(lambda: sent.count() == number, seconds=self.slowness)
        return asked

    def lose_one(self) -> Lost:
        """Kill a worker that is never started again; return what it had in hand."""
        held = Attempt.objects.filter(
            finished_at=None, worker__startswith="machine-0@", run__state=State.RUNNING
        )
        free = set(held.filter(run__action=asked_for(Kind.MODERATION)[0]).values_list("run", flat=True))
        lost = Lost(set(held.values_list("run", flat=True)) - free, free)
        self.programs.pop(0).kill()
        self.house.line.headers = []  # what is repeated need not wait
        self.house.line.save()
        return lost

    def close(self) -> None:
        for program in self.programs:
            program.kill()
