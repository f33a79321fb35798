"""The files that the code interpreter makes. They last for twenty minutes after they were last used."""

import time
import uuid
from pathlib import Path

from practice.accounts import Account
from practice.refusals import Refusal
from practice.shelf import Shelf

MOST = 200
LIFE = 20 * 60  # seconds


def shelf(account: Account) -> Shelf:
    return Shelf(account, "container-files", most=MOST)


def new_id() -> str:
    return f"cntr_{uuid.uuid4().hex}"


def check(account: Account, container: str) -> None:
    """Refuse a container in which nothing was made."""
    if not any(path.name.startswith(f"{container}-") for path in shelf(account).newest_first()):
        raise Refusal(f"Container with id '{container}' not found.", status=404)


def put(account: Account, container: str, content: bytes) -> str:
    """Keep a file in a container and return its id."""
    name = f"cfile_{uuid.uuid4().hex}"
    shelf(account).put(f"{container}-{name}", content)
    return name


def find(account: Account, container: str, name: str) -> Path:
    """Return a file; refuse when there is none, or none any more."""
    path = shelf(account).find(f"{container}-{name}")
    if path is None or path.stat().st_mtime < time.time() - LIFE:
        message = f"Container file '{name}' not found: files last for 20 minutes after they were last used."
        raise Refusal(message, status=404)
    path.touch()
    return path
