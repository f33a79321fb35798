"""One child process: started, watched, started again, and ended with everything it started itself."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from config.data import HERE
from config.supervisor.logs import log, open_log

PR_SET_PDEATHSIG = 1
LONG_ENOUGH = 30.0  # seconds after which a death counts as the first one again
LONGEST_PAUSE = 30.0
DOUBT = 15.0  # seconds to be heard of again after what it depends on was away
FAREWELL = 60.0  # seconds for a doubtful child to finish what it still holds
KERNEL = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its parent ends, even by SIGKILL (Linux only)."""
    if KERNEL is not None:
        KERNEL.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we could ask
            os._exit(1)


def spawn(
    command: list[str], *, stdout: IO[bytes] | int, stderr: IO[bytes] | int, **options: Any
) -> subprocess.Popen[bytes]:
    """Start a process that leads a group of its own, so that Ctrl-C reaches the supervisor alone."""
    parent = os.getpid()
    return subprocess.Popen(  # noqa: S603 - our own commands, no shell
        command,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        process_group=0,
        preexec_fn=lambda: die_with_parent(parent),  # safe: the supervisor has one thread
        **{"cwd": HERE, **options},
    )


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it left behind (a web worker keeps the port, say)."""
    # Both errors say that nothing is left (macOS: "not permitted" about a group of the dead).
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Child:
    """A process that should always be running.

    `answers` says whether it does its work; a child that merely exists does not count as ready.
    """

    outlives = False  # whether it is ended after the others, which speak to it until they end
    options: Mapping[str, Any] = {}  # subprocess.Popen's

    def __init__(self, name: str, command: list[str], log: Path, answers: Callable[[], bool]) -> None:
        self.name = name
        self.command = command
        self.log = log
        self.deaths = 0
        self.due = 0.0
        self._answers = answers
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._doubted_at: float | None = None
        self._end_at: float | None = None

    def answers(self) -> bool:
        return self._process is not None and self._process.poll() is None and self._answers()

    @property
    def is_due(self) -> bool:
        """Is it time to start it (again)?"""
        return self._process is None and time.monotonic() >= self.due

    def start(self) -> None:
        with open_log(self.log) as output:
            self._process = spawn(self.command, stdout=output, stderr=subprocess.STDOUT, **self.options)
        self._started = time.monotonic()
        self._doubted_at = self._end_at = None

    def death(self) -> int | None:
        """Return the exit code if the process has ended by itself, once, and plan its next start."""
        if self._process is None or (code := self._process.poll()) is None:
            return None
        self._sweep()
        lived = time.monotonic() - self._started
        self.deaths = 1 if lived > LONG_ENOUGH else self.deaths + 1
        self.due = time.monotonic() + min(LONGEST_PAUSE, 0.1 * 2**self.deaths)
        return code

    def doubt(self) -> None:
        """Expect the child, if it runs, to answer again soon; it is started afresh if it does not."""
        if self._process is not None:
            self._doubted_at = time.monotonic() + DOUBT

    def attend(self) -> None:
        """Do what has come due for the running process: called at every look."""
        now = time.monotonic()
        if self._end_at is not None and now >= self._end_at and self._process is not None:
            self._process.kill()
        if self._doubted_at is not None and now >= self._doubted_at:
            self._doubted_at = None
            if not self.answers():
                log.warning("The %s does not answer and is asked to start again.", self.name)
                self._end_at = now + FAREWELL
                self.ask_to_end()

    def ask_to_end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def end_by(self, deadline: float) -> None:
        """Wait until `deadline` (monotonic seconds) for the process to end, then make it."""
        if self._process is not None:
            try:
                self._process.wait(max(0.05, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                log.warning("The %s did not finish in time and was ended.", self.name)
            self._sweep()

    def _sweep(self) -> None:
        if self._process is not None:
            end_group(self._process)
            self._process = None
