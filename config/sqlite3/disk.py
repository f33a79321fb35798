"""Has the disk keep what was committed, once for all threads that wait for it.

SQLite itself does that within the commit, while everybody else who wants to write waits in line. Here a
commit ends at once and others write on, while those who committed wait for the disk together. What it has
not kept yet is seen by others nevertheless: nothing comes of that, since whatever they commit lies behind it
in the same file, and is not kept without it.
"""

import os
import threading
from concurrent.futures import Future
from contextlib import suppress
from functools import cache
from pathlib import Path

# Of a file's facts only its length matters. macOS does not know the difference.
sync = getattr(os, "fdatasync", os.fsync)


class Disk:
    """The log beside a database in which SQLite writes all that is committed."""

    def __init__(self, path: str) -> None:
        self._log = Path(f"{path}-wal")
        self._syncing = threading.Lock()
        self._next: Future[None] = Future()  # what all wait for who come before it begins

    def keep(self) -> None:
        """Return once the disk keeps what this process has committed so far. Raises OSError."""
        mine = self._next
        with self._syncing:
            if not mine.done():
                self._next = Future()
                try:
                    self._sync()
                except OSError as error:
                    mine.set_exception(error)
                else:
                    mine.set_result(None)
        mine.result()

    def _sync(self) -> None:
        # SQLite puts the log away when the database has it all.
        with suppress(FileNotFoundError), self._log.open("rb") as log:
            sync(log.fileno())


@cache
def disk(path: str) -> Disk:
    """Return what keeps the database at this path."""
    return Disk(path)
