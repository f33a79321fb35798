"""Starts the children, keeps them going, and ends them."""

import signal
import time
from collections.abc import Callable
from types import FrameType

from config.supervisor.checks import StartError
from config.supervisor.children import Child
from config.supervisor.logs import log, trim

LOOK = 0.1  # seconds between two looks at the children
DEATHS_AT_START = 5
PATIENCE = 120.0  # seconds for a child to answer: the first start on a slow machine compiles a lot
GRACE = 7.0  # seconds for the web process and the worker to finish what they hold
LAST_GRACE = 2.0
TRIM_EVERY = 10.0


class StopError(Exception):
    """Somebody asked for the end while something was still being waited for."""


class Watch:
    """The children that have been started so far."""

    def __init__(self) -> None:
        self.children: list[Child] = []
        self.stopping = False
        self.ready = False
        self._trim_at = 0.0

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and a closed terminal as the wish to stop."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup leaves it
            signal.signal(signal.SIGHUP, self._on_signal)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, *children: Child) -> None:
        self.children.extend(children)
        for child in children:
            child.start()

    def wait_until(self, done: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
        """Look after the children until `done()`. StartError if it takes too long, StopError if asked."""
        deadline = time.monotonic() + patience
        while not done():
            if self.stopping:
                raise StopError
            if time.monotonic() > deadline:
                raise StartError(f"{what} did not answer within {patience:.0f} seconds.")
            self.look()
            time.sleep(LOOK)

    def wait_for(self, *children: Child) -> None:
        """Wait until every one of these answers."""
        for child in children:
            self.wait_until(child.answers, f"The {child.name} (its log is {child.log})")

    def stay(self) -> None:
        """Keep the children going until somebody asks for the end."""
        self.ready = True
        while not self.stopping:
            self.look()
            time.sleep(LOOK)

    def look(self) -> None:
        """Notice what has died, and start what is due."""
        for child in self.children:
            if (code := child.death()) is not None:
                self._report(child, code)
            if child.is_due:
                child.start()
            child.attend()
        if time.monotonic() >= self._trim_at:
            self._trim_at = time.monotonic() + TRIM_EVERY
            for child in self.children:
                trim(child.log)

    def _report(self, child: Child, code: int) -> None:
        if not self.ready and child.deaths >= DEATHS_AT_START:
            raise StartError(f"The {child.name} cannot start; the reason is at the end of {child.log}.")
        how = f"was ended by signal {-code}" if code < 0 else f"stopped with exit code {code}"
        log.warning("The %s %s and is being started again; its log is %s.", child.name, how, child.log)

    def end(self) -> None:
        """End every child within ten seconds, those last that the others still speak to."""
        last = [child for child in self.children if child.outlives]
        others = [child for child in self.children if not child.outlives]
        for children, grace in ((others, GRACE), (last, LAST_GRACE)):
            for child in children:
                child.ask_to_end()
            deadline = time.monotonic() + grace
            for child in children:
                child.end_by(deadline)
