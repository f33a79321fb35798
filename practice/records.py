"""Things that an account made and can ask for again: one JSON file each."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from practice.accounts import Account
from practice.refusals import Refusal
from practice.shelf import Shelf

Record = dict[str, Any]


class Records:
    """All things of one kind; the oldest go when there are more than `most`."""

    def __init__(self, account: Account, kind: str, *, most: int) -> None:
        self.kind = kind
        self.shelf = Shelf(account, f"{kind.lower().replace(' ', '-')}s", most=most)

    def put(self, name: str, record: Record) -> None:
        self.shelf.put(f"{name}.json", json.dumps(record, ensure_ascii=False).encode())

    def find(self, name: str) -> Record:
        """Return the thing of that name; refuse when there is none."""
        path = self.shelf.find(f"{name}.json")
        if path is None:
            raise Refusal(f"{self.kind} with id '{name}' not found.", status=404)
        record: Record = json.loads(path.read_bytes())
        return record

    def newest_first(self) -> list[Record]:
        return [json.loads(path.read_bytes()) for path in self.shelf.newest_first()]

    @contextmanager
    def changed(self, name: str) -> Iterator[Record]:
        """Give out a thing to be changed, and put it back; meanwhile nobody else changes any."""
        self.shelf.folder.mkdir(parents=True, exist_ok=True)
        with (self.shelf.folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            record = self.find(name)
            yield record
            self.put(name, record)

    def remove(self, name: str) -> None:
        if not self.shelf.remove(f"{name}.json"):
            raise Refusal(f"{self.kind} with id '{name}' not found.", status=404)
