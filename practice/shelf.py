"""A folder that keeps the newest few things of an account: nothing here grows without end."""

import os
import re
from pathlib import Path

from practice.accounts import Account


class Shelf:
    """Small files by name; the oldest go when there are more than `most`."""

    def __init__(self, account: Account, name: str, *, most: int) -> None:
        self.folder = account.folder / name
        self.most = most

    def put(self, name: str, content: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = self.folder / f".{name}.{os.getpid()}"
        draft.write_bytes(content)
        draft.replace(self.folder / name)
        kept = sorted(self.folder.iterdir(), key=age, reverse=True)
        for old in kept[self.most :]:
            old.unlink(missing_ok=True)

    def find(self, name: str) -> Path | None:
        """Return the file of that name, or None."""
        path = self.folder / name
        return path if re.fullmatch(r"[\w-]+(\.\w+)?", name) and path.is_file() else None


def age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another request has just cleared it away
        return 0.0
