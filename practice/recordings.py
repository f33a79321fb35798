"""Practice remembers what its own recordings say, by their fingerprint."""

import hashlib
from typing import BinaryIO

from practice.accounts import Account
from practice.shelf import Shelf

MOST = 500


def shelf(account: Account) -> Shelf:
    return Shelf(account, "recordings", most=MOST)


def fingerprint(file: BinaryIO) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return found


def remember(account: Account, file: BinaryIO, text: str) -> None:
    shelf(account).put(fingerprint(file), text.encode())


def recall(account: Account, file: BinaryIO) -> str | None:
    """Return the words of a recording that practice made for this account, else None."""
    found = shelf(account).find(fingerprint(file))
    return found.read_text(encoding="utf-8") if found else None
