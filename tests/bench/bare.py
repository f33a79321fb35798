"""The same call without Workroom, beside which all is measured: by Celery, with a broker like ours."""

import sys
import time
from pathlib import Path
from typing import Any

from redis import Redis

from config.supervisor import probes
from config.supervisor.broker import command, url
from tests.bench.bare_task import app_on, ask
from tests.processes import Program, wait_until


class Bare:
    """A broker and a worker of 50 threads of their own, and this process as the one that asks."""

    def __init__(self, folder: Path, slots: int = 50) -> None:
        socket = folder / "bare.sock"
        self.address = url(socket)
        queue = self.address.replace("unix://", "redis+socket://")
        self.broker = Program(*command(socket, folder / "bare"), log=folder / "bare-broker.log")
        worker = ("-m", "celery", "-A", "tests.bench.bare_task", "worker", "-P", "threads", "-c", str(slots))
        quiet = ("--without-mingle", "--without-gossip", "--loglevel", "WARNING")
        log = folder / "bare-worker.log"
        self.worker = Program(sys.executable, *worker, *quiet, log=log, BARE_BROKER=queue)
        self.redis = Redis.from_url(self.address)
        self.ask: Any = app_on(queue).signature(ask.name)

    def start(self) -> None:
        self.broker.start()
        wait_until(lambda: probes.broker_answers(self.address))
        self.worker.start()

    def stop(self) -> None:
        self.worker.kill()
        self.redis.close()
        self.broker.kill()

    def round_trip(self, address: str) -> float:
        """Ask once through the queue; return the seconds until the answer is there."""
        began = time.perf_counter()
        self.ask.delay(address).get()
        return time.perf_counter() - began

    def rate(self, address: str, calls: int) -> float:
        """Ask for so many at once; return how many a second were answered and their answers kept."""
        before, began = self._keys(), time.perf_counter()
        for _ in range(calls):
            self.ask.delay(address)
        wait_until(lambda: self._keys() >= before + calls, seconds=120)
        return calls / (time.perf_counter() - began)

    def _keys(self) -> int:
        """Return how many keys the broker has; each answer that was kept is one."""
        return int(self.redis.dbsize())
