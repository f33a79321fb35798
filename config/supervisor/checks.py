"""What is looked at before anything starts. Each refusal is one sentence that says what to do."""

import errno
import fcntl
import itertools
import os
import secrets
import shutil
import socket
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TextIO

from config.keys import refusal

FOLDERS = ("run", "logs", "secrets")
LITTLE_SPACE = 500 * 1024 * 1024
# Below those that a system gives to whoever names none, be it only to go out: a server may be long in coming.
PORTS = range(7_000, 12_000)
turn = itertools.count(secrets.randbelow(len(PORTS)))


class StartError(Exception):
    """Workroom cannot run; the message is the sentence to show, and needs no traceback."""


def chosen_port() -> int:
    """Return the port that PORT asks for (8000 when unset)."""
    given = os.environ.get("PORT") or "8000"
    if not given.isdecimal() or not 1 <= int(given) <= 65535:
        raise StartError(f"PORT is {given!r}, but it has to be a number from 1 to 65535: PORT=8001 make run.")
    return int(given)


def count(name: str, default: int, most: int) -> int:
    """Return how many of something the environment asks for by this name."""
    given = os.environ.get(name) or str(default)
    if not given.isdecimal() or not 1 <= int(given) <= most:
        raise StartError(f"{name} is {given!r}, but it has to be a number from 1 to {most}.")
    return int(given)


def free_port(ports: range = PORTS) -> int:
    """Return a port of this machine that nobody has, nor will be given before a server has come for it."""
    while True:
        port = ports[next(turn) % len(ports)]
        with socket.socket() as attempt, suppress(OSError):
            attempt.bind(("127.0.0.1", port))
            return port


def check_keys(data: Path) -> None:
    """Refuse secrets that are not good enough for production."""
    if sentence := refusal(os.environ, data):
        raise StartError(sentence)


def make_folders(data: Path) -> None:
    """Make the data folder and its own folders, and prove that this user can write there."""
    try:
        for folder in (data, *(data / name for name in FOLDERS)):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryFile(dir=folder):
                pass  # made and gone again: a look at the mode bits would not know a read-only disk
    except OSError as error:
        raise StartError(
            f"Workroom cannot write to its data folder {data} ({error.strerror}); "
            "make it writable, or choose another one: WORKROOM_DATA=/another/folder make run."
        ) from error


def free_space_warning(data: Path) -> str | None:
    """Return a sentence when the disk of the data folder is nearly full."""
    free = shutil.disk_usage(data).free
    if free >= LITTLE_SPACE:
        return None
    return f"Only {free // 1024 // 1024} MB are free on the disk of {data}: runs with large files may fail."


def hold(data: Path, where: str) -> TextIO:
    """Take the data folder for this process; keep the returned file open for as long as it runs.

    `where` says in a few words, to whoever comes later, where or for what. The kernel gives the lock back
    when the process ends, however it ends.
    """
    file = (data / "run" / "lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.seek(0)
        found = file.read().strip() or "at an address it is about to print"
        file.close()
        raise StartError(f"Workroom is already running from this folder, {found}.") from error
    file.truncate(0)
    file.write(where)
    file.flush()
    return file


def check_port(host: str, port: int) -> None:
    """Refuse a port that another program has, or that this user may not have."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as attempt:
            # As the web server does: a port is free although its last connections still fade away.
            attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            attempt.bind(address)
            attempt.listen(1)
    except OSError as error:
        raise StartError(port_sentence(error, host, port)) from error


def port_sentence(error: OSError, host: str, port: int) -> str:
    other = port + 1 if port < 65535 else 8000
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} is in use by another program; choose another one: PORT={other} make run."
        case errno.EACCES | errno.EPERM:
            return f"This user may not open port {port}; choose one above 1023: PORT=8000 make run."
        case _:
            return f"WORKROOM_HOST is {host!r}, which is not an address of this machine ({error.strerror})."
