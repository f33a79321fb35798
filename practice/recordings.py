"""Practice's own recordings. It remembers what they say, by their fingerprint."""

import hashlib
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from practice import sound, voices
from practice.accounts import Account
from practice.shelf import Shelf

MOST = 500
PIECE = 16 * 1024


def shelf(account: Account) -> Shelf:
    return Shelf(account, "recordings", most=MOST)


def fingerprint(file: BinaryIO) -> str:
    file.seek(0)
    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return found


def record(account: Account, text: str, voice: str, speed: float, form: str) -> BinaryIO:
    """Return an open file with the text spoken; it is gone when it is closed."""
    with tempfile.TemporaryDirectory(prefix="practice-") as folder:
        spoken = voices.speak(text, voice, speed, Path(folder))
        target = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
        finished = Path(folder) / "finished"
        with finished.open("w+b") as file:
            sound.encode(spoken, file, form)
        with finished.open("rb") as file:
            while piece := file.read(PIECE):
                target.write(piece)
    remember(account, target, text)
    return target


def contents(recording: BinaryIO) -> Iterator[bytes]:
    with recording:
        while piece := recording.read(PIECE):
            yield piece


def remember(account: Account, file: BinaryIO, text: str) -> None:
    shelf(account).put(fingerprint(file), text.encode())


def recall(account: Account, file: BinaryIO) -> str | None:
    """Return the words of a recording that practice made for this account, else None."""
    found = shelf(account).find(fingerprint(file))
    return found.read_text(encoding="utf-8") if found else None
