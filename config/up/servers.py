"""The servers beside Workroom, as children of its supervisor, and what the environment says of them."""

import secrets
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.supervisor import broker, probes
from config.supervisor.checks import free_port
from config.supervisor.children import Child
from config.up.postgresql import cluster

HERE = "127.0.0.1"


@dataclass(frozen=True)
class Servers:
    """The children, their folders to delete afterwards, and the environment of whoever uses them."""

    children: tuple[Child, ...]
    folders: tuple[Path, ...]
    environment: dict[str, str]


class Beside(Child):
    """A server that the others use, so that it ends after them."""

    outlives = True

    def __init__(
        self, name: str, command: list[str], log: Path, answers: Callable[[], bool], **options: Any
    ) -> None:
        super().__init__(name, command, log, answers)
        self.options = options


def servers(data: Path) -> Servers:
    """Make the three servers, not started yet, each at a free port and with passwords of its own."""
    logs = data / "logs"
    postgresql, password = cluster(free_port(), secrets.token_urlsafe(24)), secrets.token_urlsafe(24)
    queue = f"redis://:{password}@{HERE}:{(port := free_port())}/0"
    bucket = f"http://{HERE}:{(bucket_port := free_port())}"
    children = (
        Beside(
            "database",
            postgresql.command,
            logs / "database.log",
            lambda: probes.port_answers(HERE, int(postgresql.command[-3])),
            **postgresql.options,
        ),
        Beside(
            "broker",
            [str(broker.binary()), str(configured(data, port, password))],
            logs / "broker.log",
            lambda: probes.broker_answers(queue),
        ),
        Beside(
            "bucket",
            [sys.executable, "-m", "moto.server", "-H", HERE, "-p", str(bucket_port)],
            logs / "bucket.log",
            lambda: probes.port_answers(HERE, bucket_port),
        ),
    )
    environment = {"DATABASE_URL": postgresql.address, "REDIS_URL": queue, "S3_ENDPOINT_URL": bucket}
    return Servers(children, (postgresql.folder,), environment)


def configured(data: Path, port: int, password: str) -> Path:
    """Write the broker's configuration, since a command line can be seen by everybody; return where."""
    folder = data / "valkey"
    folder.mkdir()
    file = folder / "valkey.conf"
    lines = [f"bind {HERE}", f"port {port}", f"requirepass {password}", f'dir "{folder}"', 'save ""']
    file.write_text("\n".join([*lines, "appendonly yes", "maxmemory-policy noeviction\n"]))
    return file
