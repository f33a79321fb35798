"""A folder that keeps the newest things of an account: nothing here grows without end."""

import re
import time
import uuid
from collections.abc import Iterable
from pathlib import Path

from practice.accounts import Account

ROOM = 256 * 1024 * 1024
DRAFT = ".draft"
ABANDONED = 3600 * 10**9  # nanoseconds after which nobody is writing a draft any more
NAME = re.compile(r"[A-Za-z0-9_-]{1,120}(\.[a-z0-9]{1,8})?")


class Shelf:
    """Things by name; the oldest go when there are more than `most`, or more than `room` bytes of them."""

    def __init__(self, account: Account, name: str, *, most: int, room: int = ROOM) -> None:
        self.folder = account.folder / name
        self.most = most
        self.room = room

    def put(self, name: str, content: bytes | Iterable[bytes]) -> None:
        """Keep a thing, given whole or in pieces."""
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{uuid.uuid4().hex}{DRAFT}"
        with draft.open("wb") as file:
            file.writelines([content] if isinstance(content, bytes) else content)
        draft.replace(self.folder / name)
        self.clear()

    def clear(self) -> None:
        """Let the oldest go, and what was never finished. The newest stays, however large it is."""
        for draft in self.folder.glob(f".*{DRAFT}"):
            if age(draft) < time.time_ns() - ABANDONED:
                draft.unlink(missing_ok=True)
        used = 0
        for number, path in enumerate(self.newest_first()):
            used += size(path)
            if number and (number >= self.most or used > self.room):
                path.unlink(missing_ok=True)

    def newest_first(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        kept = (path for path in self.folder.iterdir() if not path.name.startswith("."))
        return sorted(kept, key=age, reverse=True)

    def find(self, name: str) -> Path | None:
        """Return the file of that name, or None."""
        path = self.folder / name
        return path if NAME.fullmatch(name) and path.is_file() else None

    def remove(self, name: str) -> bool:
        """Take a thing away; return whether it was there."""
        path = self.find(name)
        if path:
            path.unlink(missing_ok=True)
        return path is not None


def age(path: Path) -> float:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:  # another request has just cleared it away
        return 0


def size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
