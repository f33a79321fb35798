"""Whether everything is there that a run needs.

Each part is asked in a thread of its own, so that one that hangs keeps nobody waiting, and by one thread at
a time, so that it costs no more than that however often somebody asks. What a part answers is a sentence
of ours, which strangers may read; the reason goes to the log.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterable
from concurrent.futures import Future, wait

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from operations import versions
from runs import broker
from runs.models.strays import discard
from runs.patience import release

PATIENCE = 1.0  # seconds for all parts together
FRESH = 3.0  # seconds for which an answer is good: whoever asks more often costs nothing
LATE = "It did not answer within a second."
log = logging.getLogger(__name__)


class Part:
    """One thing that has to work. `look` returns what is the matter, or nothing; it may raise anything."""

    def __init__(self, name: str, look: Callable[[], str], fine: str, trouble: str) -> None:
        self.name, self.fine, self.trouble = name, fine, trouble
        self._look = look
        self._lock = threading.Lock()
        self._last: Future[str] | None = None
        self._good_until = 0.0
        self._ailing = False

    def ask(self) -> "Future[str]":
        """Return what is the matter: the last answer if it is fresh, else one that is still to come."""
        with self._lock:
            if self._last is None or (self._last.done() and time.monotonic() > self._good_until):
                self._last = Future()
                asking = threading.Thread(target=self._answer, args=[self._last], daemon=True)
                asking.start()
            return self._last

    def _answer(self, answer: "Future[str]") -> None:
        matter = self.trouble
        try:
            matter = self._look()
        except Exception as error:  # whatever it is, it is what is the matter
            if not self._ailing:
                log.warning("Not ready (%s): %s", self.name, error)
        finally:
            release()
        self._ailing = bool(matter)
        self._good_until = time.monotonic() + FRESH
        answer.set_result(matter)


def database() -> str:
    if versions.lacking():
        return "The database is not prepared for this version of Workroom: run manage.py prepare."
    return ""


def storage() -> str:
    name = default_storage.save(f"health/{uuid.uuid4().hex}", ContentFile(b"." * 4096))
    discard(default_storage, name)
    return ""


def heard_of(alive: Callable[[], bool], silence: str) -> str:
    if not broker.reachable():
        return "Not known while the queue does not answer."
    return "" if alive() else silence


def worker() -> str:
    return heard_of(
        broker.worker_alive, "No worker has been heard of in the last 10 seconds: runs are kept waiting."
    )


def sweeper() -> str:
    return heard_of(broker.sweeper_alive, "The sweeper has not been heard of in the last 10 seconds.")


def queue() -> str:
    return "" if broker.reachable() else "The queue does not answer: runs are kept waiting."


PARTS = (
    Part("database", database, "The database answers.", "The database does not answer."),
    Part("queue", queue, "The queue answers.", "The queue does not answer."),
    Part("storage", storage, "Files can be written.", "Files cannot be written."),
    Part("worker", worker, "There is a worker.", "It cannot be told whether there is a worker."),
    Part("sweeper", sweeper, "There is a sweeper.", "It cannot be told whether there is a sweeper."),
)


def report(parts: Iterable[Part] = PARTS) -> dict[str, dict[str, object]]:
    """Return for every part whether it works, and a sentence about it; within a second, whatever hangs."""
    asked = {part: part.ask() for part in parts}
    wait(asked.values(), timeout=PATIENCE)
    said = {part: answer.result() if answer.done() else LATE for part, answer in asked.items()}
    return {part.name: {"ok": not matter, "says": matter or part.fine} for part, matter in said.items()}
