"""Looks after what no worker does: wakes workers for waiting runs, ends lost ones, drops what nobody needs.

One process does it each second. Every step is conditional, so two at once do no harm.
"""

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from people import sessions
from people.languages import speaking
from runs import broker, events, failures
from runs.counting import count_over
from runs.discarding import drop_discarded
from runs.models import Attachment, Letter, Output, Record, Run, State, Stray
from runs.patience import release
from runs.recording import words

EACH = 1.0
AT_ONCE = 500
WRITING = 30  # seconds until letters that are still due are asked for again
DAY = timedelta(days=1)
log = logging.getLogger(__name__)


def wake_workers() -> None:
    """Send a message for each run that may start, beyond those that nobody has taken yet.

    A message was lost, the broker was away, or the time has come for a run that had to wait.
    """
    startable = Run.objects.claimable()[: broker.MOST_MESSAGES].count()
    for _ in range(startable - broker.messages()):
        if not broker.wake():
            return


def end_lost() -> None:
    for run in Run.objects.lost().select_related("attempt", "owner")[:AT_ONCE]:
        with run.logged(), speaking(run.owner):
            if end(run):
                log.warning("The worker of run %s is gone: it is %s now", run.key, fresh(run).state)
                events.announce(fresh(run))


def end(run: Run) -> bool:
    """Repeat a lost run if that costs nothing, else end it, with the words that had come."""
    if run.attempt is None:
        return False
    attempt, free = run.attempt.where("lease_until < %s", timezone.now()), failures.costs(run) is False
    if run.cancel_requested:
        return attempt.cancelled(rescued(run))
    if free or run.sent_at is None:
        if run.attempt.number >= failures.MOST_ATTEMPTS:
            return attempt.fail(failures.worn_out(), rescued(run))
        return attempt.requeue() if free else attempt.where("sent_at IS NULL").requeue()
    return attempt.fail(failures.interrupted(), rescued(run))


def rescued(run: Run) -> Record:
    """Return what the pages have been told of the answer."""
    said = events.so_far(run.key).texts
    return Record(outputs=[words(text) for _, text in sorted(said.items())])


def fresh(run: Run) -> Run:
    run.refresh_from_db()
    return run


def drop_strays() -> None:
    """Delete the files that somebody had written, or was about to delete, when they died."""
    Stray.objects.sweep(AT_ONCE)


def drop_leftovers() -> None:
    """Delete uploads of forms that never became runs, previews that their run has left, ended sessions."""
    sessions.drop_expired(AT_ONCE)
    unused = Attachment.objects.filter(run=None, created_at__lt=timezone.now() - DAY)
    for key in unused.values_list("pk", flat=True)[:AT_ONCE]:
        with transaction.atomic():  # whoever sends the form at this moment waits, and is told that it is gone
            for attachment in unused.select_for_update().filter(pk=key):
                attachment.delete()
    for output in Output.objects.filter(preview=True).exclude(run__state=State.RUNNING)[:AT_ONCE]:
        output.delete()


def have_letters_written() -> None:
    """Have a worker post the letters that are due: the sweeper has no time to wait for a mail server."""
    if Letter.objects.due().exists() and broker.first_for("letters:asked", WRITING):
        broker.send(broker.WRITE)


def beat() -> None:
    broker.client().set("sweeper:alive", int(time.time()), ex=10)


# Steps that rooms above this one have taken, each with the seconds between two of them.
MORE: list[tuple[Callable[[], None], float]] = []


def also(step: Callable[[], None], every: float) -> None:
    """Have the sweeper take a step of another room's."""
    MORE.append((step, every))


class Sweeper:
    """Takes each step as often as it is due, and outlives the database, the broker and the disk."""

    def __init__(self) -> None:
        self._ailing: set[str] = set()
        self._last = time.monotonic()
        self._trusted_at = self._last + settings.RUN_LEASE / 2
        self._next: dict[Callable[[], None], float] = {}

    def run(self, stop: threading.Event) -> None:
        while not stop.is_set():
            self.sweep()
            stop.wait(EACH)

    def sweep(self) -> None:
        self._notice_a_pause()
        self._take(beat)
        self._take(wake_workers)
        if time.monotonic() >= self._trusted_at:
            self._take(end_lost)
        self._take(drop_strays)
        self._take(count_over)
        self._take(drop_discarded)
        self._take(drop_leftovers, every=60)
        for step, every in MORE:
            self._take(step, every)
        self._take(have_letters_written, every=5)

    def _notice_a_pause(self) -> None:
        """After a standstill (of the machine, the database) workers get time to renew their leases first."""
        before, self._last = self._last, time.monotonic()
        if self._last - before > 5:
            self._trusted_at = self._last + settings.RUN_LEASE / 2

    def _take(self, step: Callable[[], None], every: float = 0) -> None:
        now = time.monotonic()
        if now < self._next.get(step, 0):
            return
        self._next[step] = now + every
        try:
            step()
        except Exception as error:
            if isinstance(error, DatabaseError):
                self._trusted_at = time.monotonic() + settings.RUN_LEASE / 2
            self._report(step.__name__, error)
        else:
            self._ailing.discard(step.__name__)
        finally:
            release()

    def _report(self, name: str, error: Exception) -> None:
        """Say it once, not each second."""
        if name not in self._ailing:
            expected = isinstance(error, DatabaseError | RedisError | OSError)
            log.warning("Sweeping (%s) does not work for now: %s", name, error, exc_info=not expected)
        self._ailing.add(name)
