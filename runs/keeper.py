"""Keeps the runs a worker has in hand: renews leases, hears of cancels, ends calls when it must stop.

One daemon thread per worker process does it for all of them.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from typing import Any

from celery.signals import worker_ready, worker_shutting_down
from django.conf import settings
from django.db import Error as DatabaseError
from redis.exceptions import RedisError

from runs import broker
from runs.models import Attempt, Run
from runs.patience import release

TICK = 0.5
HEARTBEAT = 3.0
GRACE = 5.0  # what a running call gets to end by itself, of the 7 s before a worker is killed
SETTLING = 0.004  # of that, for each call: all that are left are then ended at once, and written down
LEAST_GRACE = 1.0
log = logging.getLogger(__name__)


class Stop(Enum):
    """Why a call shall end."""

    CANCELLED = "somebody asked for it"
    LOST = "the run is no longer ours"
    STOPPING = "the worker is being stopped"


class Hand:
    """A run in hand: whether, and why, its call shall end."""

    def __init__(self, attempt: Attempt) -> None:
        self.attempt = attempt
        self.stop: Stop | None = None


class Keeper:
    def __init__(self) -> None:
        self.name = ""
        self._hands: dict[int, Hand] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._stop_at = float("inf")
        self._healthy = True

    @property
    def is_stopping(self) -> bool:
        return self._stop_at < float("inf")

    @contextmanager
    def hold(self, attempt: Attempt) -> Iterator[Hand]:
        """Keep the attempt's run while the block works on it."""
        hand = Hand(attempt)
        with self._lock:
            self._hands[attempt.pk] = hand
        self.start()
        try:
            yield hand
        finally:
            with self._lock:
                del self._hands[attempt.pk]

    def start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="keeper")
                self._thread.start()

    def shut_down(self) -> None:
        """Take no new runs; those in hand end within the grace or are ended."""
        self._stop_at = time.monotonic() + max(GRACE - SETTLING * len(self._hands), LEAST_GRACE)

    def _run(self) -> None:
        renew_at = beat_at = 0.0
        while True:
            now = time.monotonic()
            if (hands := self._in_hand()) is None:
                return
            if now >= self._stop_at:
                self._end(hands, Stop.STOPPING)
            if hands and self._try(self._ask, hands) and now >= renew_at:
                renew_at = now + settings.RUN_LEASE / 4 if self._try(self._renew, hands) else now
            if self.name and now >= beat_at:
                beat_at = now + HEARTBEAT
                self._beat()
            time.sleep(TICK)

    def _in_hand(self) -> dict[int, Hand] | None:
        """Return the runs in hand, or None when there is nothing left to do: the thread ends then."""
        with self._lock:
            if not self._hands and not self.name:
                self._thread = None
                return None
            return dict(self._hands)

    def _try(self, step: Any, hands: dict[int, Hand]) -> bool:
        try:
            step(hands)
        except Exception as error:  # whatever it is, this thread must go on
            if self._healthy:
                expected = isinstance(error, DatabaseError)
                log.warning("Runs in hand cannot be looked after now: %s", error, exc_info=not expected)
            self._healthy = False
        else:
            self._healthy = True
        finally:
            release()
        return self._healthy

    def _ask(self, hands: dict[int, Hand]) -> None:
        ours = Run.objects.filter(state="running", attempt__in=list(hands))
        asked = dict(ours.values_list("attempt", "cancel_requested"))
        self._end({key: hand for key, hand in hands.items() if asked.get(key)}, Stop.CANCELLED)
        self._end({key: hand for key, hand in hands.items() if key not in asked}, Stop.LOST)

    def _renew(self, hands: dict[int, Hand]) -> None:
        Run.objects.renew(hands)

    def _end(self, hands: dict[int, Hand], why: Stop) -> None:
        for hand in hands.values():
            hand.stop = hand.stop or why

    def _beat(self) -> None:
        try:
            broker.client().set(f"worker:alive:{self.name}", int(time.time()), ex=10)
        except RedisError as error:
            log.debug("No heartbeat: %s", error)


keeper = Keeper()


@worker_ready.connect
def begin(sender: Any, **_kwargs: Any) -> None:
    keeper.name = sender.hostname
    keeper.start()


@worker_shutting_down.connect
def end(**_kwargs: Any) -> None:
    keeper.shut_down()
