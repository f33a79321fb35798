"""Connections that no thread uses now, kept for the next that needs one: opening one takes long."""

import sqlite3
import threading
from collections import defaultdict

MOST_IDLE = 16  # each may hold a few megabytes of pages


class Pool:
    def __init__(self) -> None:
        self._idle: list[sqlite3.Connection] = []
        self._lock = threading.Lock()

    def take(self) -> sqlite3.Connection | None:
        """Return the connection that was used last, whose pages and statements are still at hand."""
        with self._lock:
            return self._idle.pop() if self._idle else None

    def give(self, connection: sqlite3.Connection) -> None:
        with self._lock:
            if len(self._idle) < MOST_IDLE:
                self._idle.append(connection)
                return
        connection.close()

    def close(self) -> None:
        """Close those that are idle now."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


# By the database's name, and the way in which a connection was opened.
pools: defaultdict[tuple[str, str], Pool] = defaultdict(Pool)


def close(name: str) -> None:
    """Close the idle connections to a database."""
    for (each, _), pool in list(pools.items()):
        if each == name:
            pool.close()
