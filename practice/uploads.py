"""The files that an account has uploaded: one file each, of a line that describes it and then its bytes."""

import json
import time
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

from practice.accounts import Account
from practice.refusals import Refusal
from practice.shelf import Shelf

MOST = 1_000
ROOM = 1024 * 1024 * 1024
PIECE = 64 * 1024


@dataclass(frozen=True)
class Upload:
    """A kept file and what OpenAI says about it."""

    facts: dict[str, Any]
    path: Path

    @property
    def name(self) -> str:
        return str(self.facts["filename"])

    def pieces(self) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.readline()
            while piece := file.read(PIECE):
                yield piece

    def beginning(self, most: int) -> bytes:
        """Return the first bytes."""
        with self.path.open("rb") as file:
            file.readline()
            return file.read(most)


def shelf(account: Account) -> Shelf:
    return Shelf(account, "files", most=MOST, room=ROOM)


def keep(
    account: Account, name: str, purpose: str, size: int, content: Iterable[bytes], life: int | None = None
) -> dict[str, Any]:
    """Keep a file, for `life` seconds if that is given; return what OpenAI says about it."""
    now = int(time.time())
    facts = {
        "id": f"file-{uuid.uuid4().hex[:24]}",
        "object": "file",
        "bytes": size,
        "created_at": now,
        "filename": name,
        "purpose": purpose,
        "status": "processed",
    }
    if life is not None:
        facts["expires_at"] = now + life
    line = json.dumps(facts).encode() + b"\n"
    shelf(account).put(str(facts["id"]), chain([line], content))
    return facts


def find(account: Account, name: str, param: str = "id") -> Upload:
    """Return a file; refuse when there is none, or none any more."""
    path = shelf(account).find(name)
    found = read(path) if path else None
    if found is None:
        raise Refusal(f"No such File object: {name}", status=404, param=param)
    return found


def read(path: Path) -> Upload | None:
    try:
        with path.open("rb") as file:
            facts = described(file)
    except FileNotFoundError:  # another request has just taken it away
        return None
    if facts.get("expires_at", time.time() + 1) <= time.time():
        path.unlink(missing_ok=True)
        return None
    return Upload(facts, path)


def described(file: BinaryIO) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads(file.readline())
    return facts


def newest_first(account: Account) -> list[Upload]:
    return [found for path in shelf(account).newest_first() if (found := read(path))]


def remove(account: Account, name: str) -> None:
    find(account, name)
    shelf(account).remove(name)
