"""A copy of Workroom, started as `make run` starts it, with a data folder and a port of its own."""

import os
import re
import secrets
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import requests
from cryptography.fernet import Fernet

from config.supervisor import checks
from config.supervisor.checks import PORTS
from tests.processes import HERE, wait_until

# What a copy needs that is given another database or broker than its own.
KEYS = {"SECRET_KEY": secrets.token_urlsafe(64), "FIELD_KEYS": Fernet.generate_key().decode()}
FIRST_START = 180  # seconds, on a busy machine; nothing waits longer than it has to


LANE, LANES = 2_500, 8  # ports for each process of the tests, below those that a system gives by itself


def free_port() -> int:
    """Return a port that nobody has, and nobody else will be given."""
    lane = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % LANES
    start = PORTS.stop + lane * LANE
    return checks.free_port(range(start, start + LANE))


class Copy:
    module = "config.supervisor"  # what `make run` starts

    def __init__(self, data: Path, port: int | None = None, **env: str) -> None:
        self.data = data
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}/"
        self._env = {**os.environ, "WORKROOM_DATA": str(data), "PORT": str(self.port), **env}
        self._said = ""
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", self.module],
            cwd=HERE,
            env=self._env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdout is not None
        os.set_blocking(self.process.stdout.fileno(), False)
        self._said = ""

    @property
    def said(self) -> str:
        """All that has been shown on the terminal so far."""
        assert self.process.stdout is not None
        self._said += (self.process.stdout.read() or b"").decode()
        return self._said

    @property
    def log(self) -> str:
        return (self.data / "logs" / "workroom.log").read_text()

    @property
    def set_up_link(self) -> str:
        found = re.search(r"http://\S+/set-up/\S+", self.said)
        assert found, self.said
        return found.group()

    @property
    def redis_url(self) -> str:
        return f"unix://{self.data}/run/valkey.sock"

    def wait_until_ready(self) -> None:
        wait_until(
            lambda: "Press Ctrl-C" in self.said or self.process.poll() is not None, seconds=FIRST_START
        )
        assert self.process.poll() is None, self.said

    def answers(self) -> bool:
        try:
            return requests.get(f"{self.address}sign-in/", timeout=30).ok
        except requests.RequestException:
            return False

    def wait_until_ended(self) -> int:
        return self.process.wait(90)  # on a busy machine

    def all_processes(self) -> list[psutil.Process]:
        me = psutil.Process(self.process.pid)
        return [me, *me.children(recursive=True)]

    def child(self, word: str) -> psutil.Process | None:
        """Return the direct child whose command line has the word in it."""
        for process in psutil.Process(self.process.pid).children():
            with suppress(psutil.NoSuchProcess):
                if any(word in part for part in process.cmdline()):
                    return process
        return None

    def children(self, word: str) -> list[psutil.Process]:
        """Return all processes below, at any depth, whose command line has the word in it."""
        return [one for one in self.all_processes() if any(word in part for part in one.cmdline())]

    def end(self) -> None:
        """Stop it whatever a test has done to it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.wait_until_ended()
        assert self.process.stdout is not None
        self.process.stdout.close()


class Grown(Copy):
    """What `make up` starts: two web processes, three workers, PostgreSQL, Redis and a bucket."""

    module = "config.up"

    def __init__(self) -> None:
        super().__init__(Path())  # it finds a folder by itself
