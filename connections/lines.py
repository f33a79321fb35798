"""Lines to servers that stay open between calls, one set of them for each server, key and reach.

A line serves again only for as long as its server surely keeps it. If it hangs up just as a request leaves,
nobody can tell whether the request arrived. One that asks for something to be done is not sent again, then:
it might be done, and charged for, twice. A GET is, once and on a new line (`delivery.py`): reading changes
nothing, and much is read at the end of what was expensive.
"""

import threading
import time
from hashlib import sha256

from connections.transport import Adapter

CHECK = 1.0
FORGOTTEN = 60.0  # seconds without a call after which nothing is kept for the next


class Lines:
    """Gives each client its adapter. One thread closes what has been idle for too long."""

    def __init__(self) -> None:
        self._adapters: dict[str, Adapter] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, *whose: object) -> Adapter:
        """Return the adapter for a server and everything that must not be shared with others' calls."""
        key = sha256(repr(whose).encode()).hexdigest()
        with self._lock:
            adapter = self._adapters.setdefault(key, Adapter())
            adapter.users += 1
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, daemon=True, name="lines")
                self._thread.start()
            return adapter

    def give_back(self, adapter: Adapter) -> None:
        with self._lock:
            adapter.users -= 1
            adapter.used_at = time.monotonic()

    def close_idle(self, now: float) -> None:
        """Close what may not serve again, and forget adapters that nobody used lately."""
        with self._lock:
            for key, adapter in list(self._adapters.items()):
                adapter.close_idle(now)
                if not adapter.users and now > adapter.used_at + FORGOTTEN:
                    self._adapters.pop(key).close()
            if not self._adapters:
                self._thread = None

    def _run(self) -> None:
        while self._thread is threading.current_thread():
            time.sleep(CHECK)
            self.close_idle(time.monotonic())


lines = Lines()
