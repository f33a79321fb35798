"""Those who want to write to one SQLite file, in the order in which they came.

SQLite has them look again and again whether it is their turn, at longer and longer intervals: among many,
some never find it so. Here a thread waits for the one before it, and a process for the others at a file
beside the database. What may be written when is still SQLite's to say: whoever does not stand in line is
only less likely to get a turn.
"""

import fcntl
import os
import threading
from collections import deque
from functools import cache


class Line:
    def __init__(self, path: str) -> None:
        self._file = os.open(f"{path}-line", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._changing = threading.Lock()
        self._taken = False
        self._waiting: deque[threading.Lock] = deque()

    def enter(self, seconds: float) -> bool:
        """Wait for the turn of this thread. False if it has not come in time."""
        with self._changing:
            if self._taken:
                self._waiting.append(turn := threading.Lock())
                turn.acquire()
            else:
                self._taken, turn = True, threading.Lock()
        if not turn.acquire(timeout=seconds) and self._give_up(turn):
            return False
        # Only the first of each process gets here. The kernel lets go when a process dies.
        fcntl.flock(self._file, fcntl.LOCK_EX)
        return True

    def leave(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
        with self._changing:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _give_up(self, turn: threading.Lock) -> bool:
        """Leave the line. False if the turn has come at this very moment."""
        with self._changing:
            if turn not in self._waiting:
                return False
            self._waiting.remove(turn)
            return True


@cache
def line(path: str) -> Line:
    """Return this process's place at a database. Raises OSError."""
    return Line(path)
