"""Deeds at random moments: each process, and the database, is killed, stopped, emptied or locked."""

import random
import shutil
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from redis.exceptions import RedisError

from runs import broker
from tests.faults.house import House
from tests.postgresql import Server
from tests.processes import Office, Program

Deed = Callable[[], None]


def kill(program: Program) -> None:
    program.kill()
    program.start()


def empty_broker() -> None:
    broker.client().flushall()


def stop_broker(office: Office, seconds: float = 2) -> None:
    """Have it say nothing for longer than anybody waits for it."""
    assert office.broker.process
    office.broker.process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    office.broker.process.send_signal(signal.SIGCONT)


def lose_broker(office: Office) -> None:
    """Kill it, and bring it back without its files."""
    office.broker.kill()
    shutil.rmtree(office.broker.files)
    office.broker.files.mkdir()
    office.broker.start()


@contextmanager
def locked(database: str) -> Iterator[None]:
    """Hold the write lock of an SQLite database: nobody else can write."""
    held = sqlite3.connect(urlsplit(database).path, isolation_level=None)
    try:
        held.execute("BEGIN IMMEDIATE")
        yield
        held.execute("ROLLBACK")
    finally:
        held.close()


def hold(database: str, seconds: float = 3) -> None:
    with locked(database):
        time.sleep(seconds)


def restart(server: Server, seconds: float = 2) -> None:
    """Stop PostgreSQL as if it had crashed, and start it again."""
    server.stop(signal.SIGQUIT)
    time.sleep(seconds)
    server.start()


class Chaos:
    """Does one deed after the other, every time in another order."""

    def __init__(self, house: House, second: Program, server: Server | None) -> None:
        office = house.office
        self.random = random.SystemRandom()
        self.done: Counter[str] = Counter()
        self.deeds: dict[str, Deed] = {
            "a worker killed": lambda: kill(self.random.choice([office.worker, second])),
            "the web process killed": lambda: kill(house.web),
            "the sweeper killed": lambda: kill(office.sweeper),
            "the broker killed": lambda: kill(office.broker),
            "the broker stopped": lambda: stop_broker(office),
            "the broker emptied": empty_broker,
            "the broker lost": lambda: lose_broker(office),
        }
        if server:
            self.deeds["the database restarted"] = lambda: restart(server)
        else:
            self.deeds["the database locked"] = lambda: hold(office.env["DATABASE_URL"])

    def strike(self) -> None:
        """Do something, each deed about as often, a worker more."""
        fewest = min(self.done[name] for name in self.deeds)
        rare = [name for name in self.deeds if self.done[name] == fewest]
        name = self.random.choice([*rare, "a worker killed"])
        try:
            self.deeds[name]()
        except RedisError:
            return  # it was not there to be emptied
        self.done[name] += 1

    def __str__(self) -> str:
        return ", ".join(f"{times} times {name}" for name, times in sorted(self.done.items()))
