"""One exchange with a server, and what can end it from outside: a deadline, or whoever answers for it.

`requests` bounds the wait for a connection and for the next byte, never the whole. Here one watching
thread shuts the socket of every call that is over, which ends a blocked read at once, even before
the response's headers.
"""

import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass
from typing import Protocol

from urllib3.connection import HTTPConnection

from connections.errors import Cancelled, Interrupted, TimedOut
from connections.reach import Reach

logger = logging.getLogger(__name__)

INTERVAL = 0.2


class Guard(Protocol):
    """Whoever answers for a call."""

    def before_send(self) -> None:
        """Called once: the connection stands, nothing of the request has left. May raise to stop it."""

    def cancelled(self) -> bool:
        """Whether the call shall end. Asked about five times a second, from another thread."""


class NoGuard:
    """Lets everything pass."""

    def before_send(self) -> None:
        return

    def cancelled(self) -> bool:
        return False


class Stopped(Exception):  # noqa: N818 - not an error: it carries the guard's own one past urllib3
    """The guard raised `reason` before the request left."""

    def __init__(self, reason: BaseException) -> None:
        self.reason = reason


class Over(Exception):  # noqa: N818 - not an error: the call says what it means
    """The call ended before its request left."""


@dataclass(frozen=True)
class Timeouts:
    """Seconds: to get a connection, to wait in silence, and for everything together."""

    connect: float = 10
    read: float = 600
    total: float = 1800


class Call:
    """One exchange with a server: when it must end, who may stop it, where it may go, how far it came."""

    def __init__(self, guard: Guard, timeouts: Timeouts, reach: Reach) -> None:
        self.guard, self.timeouts, self.reach = guard, timeouts, reach
        self.sent = False
        self.on_kept_line = False  # which its server may have closed while the request was on its way
        self.needs_new_line = False
        self.ended_by: type[Interrupted] | None = None
        self._end = time.monotonic() + timeouts.total
        self._socket: socket.socket | None = None
        self._shutting = threading.Lock()

    def is_over(self) -> bool:
        """Whether the deadline has passed or the guard wants the end; remembers which."""
        if self.ended_by is None:
            if time.monotonic() > self._end:
                self.ended_by = TimedOut
            elif self._cancelled():
                self.ended_by = Cancelled
        return self.ended_by is not None

    def hurry(self, seconds: float) -> None:
        """Let what is left of the exchange take no longer than this."""
        self._end = min(self._end, time.monotonic() + seconds)

    def connect(self, connection: HTTPConnection, connect: Callable[[], None]) -> None:
        """Run `connect` in a thread of its own: looking up a name and a TLS handshake cannot be stopped."""
        outcome: Future[None] = Future()

        def work() -> None:
            try:
                connect()
            except BaseException as error:
                outcome.set_exception(error)
            else:
                outcome.set_result(None)

        threading.Thread(target=work, daemon=True, name="connect").start()
        while not wait([outcome], timeout=INTERVAL).done:
            if self.is_over():
                outcome.add_done_callback(lambda _: connection.close())
                raise Over
        outcome.result()

    def leave(self, connection: HTTPConnection) -> None:
        """Say that the request is about to leave by `connection`."""
        if self.is_over():
            raise Over
        if not self.sent:
            try:
                self.guard.before_send()
            except BaseException as reason:
                raise Stopped(reason) from None
        self.sent = True
        # urllib3 would send the body with the time meant for connecting.
        connection.timeout = self.timeouts.read
        self._socket = connection.sock

    def let_go(self) -> None:
        """The exchange is over, and its socket may be another call's from now on."""
        with self._shutting:
            self._socket = None

    def shut(self) -> None:
        with self._shutting, contextlib.suppress(OSError):
            if self._socket is not None:
                # Not SSLSocket's own shutdown, which would pull the TLS layer from under a reading thread.
                socket.socket.shutdown(getattr(self._socket, "socket", self._socket), socket.SHUT_RDWR)

    def _cancelled(self) -> bool:
        try:
            return self.guard.cancelled()
        except Exception:
            logger.exception("Could not ask whether a call is cancelled")
            return False


class Watcher:
    """One thread that ends every call that is over."""

    def __init__(self) -> None:
        self._calls: set[Call] = set()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None

    @contextlib.contextmanager
    def watching(self, call: Call) -> Iterator[None]:
        with self._changed:
            self._calls.add(call)
            self._changed.notify()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="watcher")
                self._thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._calls.discard(call)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._calls)
                calls = list(self._calls)
            for call in calls:
                if call.is_over():
                    call.shut()
            time.sleep(INTERVAL)


watcher = Watcher()
