"""A database that is locked, restarting or out of reach for a moment must not cost a result."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connections

PATIENCE = 60.0
# Of a thousand threads: the others wait without a connection, and leases are renewed in time.
SEATS = threading.BoundedSemaphore(8)
T = TypeVar("T")
log = logging.getLogger(__name__)


def patiently(step: Callable[[], T]) -> T:
    """Return what the step returns, trying for a minute. It must be one that may be done twice."""
    end, pause = time.monotonic() + PATIENCE, 0.1
    while True:
        try:
            with seated():
                return step()
        except (OperationalError, InterfaceError) as error:
            if time.monotonic() > end:
                raise
            log.warning("The database did not take it (%s): trying again", error)
        time.sleep(pause)
        pause = min(2 * pause, 2.0)


@contextmanager
def seated() -> Iterator[None]:
    """Give this thread one of the few seats at the database, and its connection back afterwards."""
    with SEATS:
        try:
            yield
        finally:
            release()


def release() -> None:
    """Give this thread's database connections back: nobody may hold one while a server thinks."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()
