"""A whole Workroom, started as `make run` starts it, with a connection for each way the server answers."""

import json
import sys
import time
from pathlib import Path

import psutil

from tests.bench.processes import tree
from tests.bench.wire import Line
from tests.config.copies import Copy, free_port
from tests.processes import Program

SLOTS = 50
MOST = 1000  # runs of one person under way at once: no person's limit is what is measured


class Upstream(Program):
    """The server that all calls go to, a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        super().__init__(
            sys.executable, "-m", "tests.bench.upstream", str(self.port), log=folder / "upstream.log"
        )

    def address(self, manner: str) -> str:
        """Return the base URL under which it answers like this (`tests.bench.upstream`)."""
        return f"http://127.0.0.1:{self.port}/{manner}/v1"

    async def seen(self, what: str = "seen") -> dict[str, int]:
        async with Line(self.port) as line:
            return dict(json.loads((await line.fetch("GET", f"/{what}")).body))


class House:
    """The processes; started again with other numbers, they find their data again."""

    def __init__(self, data: Path, upstream: Upstream) -> None:
        self.data, self.upstream = data, upstream
        self.port = free_port()
        self.copy: Copy | None = None
        self.slots = 0

    def open(self, slots: int = SLOTS) -> None:
        """Have everything run, with so many slots."""
        if self.copy is None or self.slots != slots:
            self.start(slots)

    def start(self, slots: int = SLOTS) -> float:
        """Start everything anew; return the seconds until it was ready for use."""
        self.stop()
        self.slots = slots
        began = time.perf_counter()
        env = {"WORKER_THREADS": str(slots), "RUNS_PER_PERSON": str(MOST)}
        self.copy = Copy(self.data, self.port, **env)
        self.copy.wait_until_ready()
        return time.perf_counter() - began

    def stop(self) -> None:
        if self.copy:
            self.copy.end()
            self.copy = None

    def processes(self, *names: str) -> list[psutil.Process]:
        """Return the processes that have these words on their command line, with theirs; without, all."""
        assert self.copy is not None
        if not names:
            return self.copy.all_processes()
        found = [self.copy.child(name) for name in names]
        return [process for child in found if child for process in tree(child.pid)]
