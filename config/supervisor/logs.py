"""Where the supervisor and its children write: files that stay small and belong to their owner alone."""

import logging
import os
import shutil
import sys
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import IO

LARGEST = 10 * 1024 * 1024
log = logging.getLogger("workroom")


def open_log(path: Path) -> IO[bytes]:
    """Open a log for adding to, made with rights for its owner only."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab", buffering=0)


def trim(path: Path, largest: int = LARGEST) -> None:
    """Keep one older file beside a log that has grown large.

    The child has the file open and cannot be asked to open another, so the file is copied and
    emptied; every write goes to the file's end, wherever that is.
    """
    if path.exists() and path.stat().st_size > largest:
        shutil.copy(path, path.with_name(f"{path.name}.1"))
        os.truncate(path, 0)


def start_logging(path: Path) -> None:
    """Send what the supervisor has to say to the terminal in plain words, and to `path` with the time."""
    logging.raiseExceptions = False  # a terminal that went away is no reason to stop
    terminal = logging.StreamHandler(sys.stdout)
    terminal.setFormatter(logging.Formatter("{message}", style="{"))
    file = RotatingFileHandler(path, maxBytes=LARGEST, backupCount=1)
    file.setFormatter(logging.Formatter("{asctime} {message}", style="{"))
    path.chmod(0o600)
    log.handlers = [terminal, file]
    log.setLevel(logging.INFO)
    log.propagate = False


def show(sentence: str) -> None:
    """Say something on the terminal that no file should keep (the one-time link)."""
    try:
        sys.stdout.write(f"{sentence}\n")
        sys.stdout.flush()
    except OSError:
        pass  # nobody is listening
