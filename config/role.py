"""`python -m config.role ROLE`: become one of Workroom's processes, as a container or a service runs it.

The commands are the supervisor's own, so that one place says how each is started. `healthy ROLE` says by its
exit code whether that process of this container does its work.
"""

import os
import socket
import sys
from collections.abc import Callable

from config.data import HERE
from config.secret_files import unfold
from config.supervisor import checks, probes, processes

COMMANDS: dict[str, Callable[[], list[str]]] = {
    "web": lambda: processes.web(host(), checks.chosen_port()),
    "worker": lambda: processes.worker("worker", checks.count("WORKER_THREADS", 32, 1000)),
    "sweeper": lambda: processes.SWEEPER,
    "prepare": lambda: [sys.executable, "manage.py", "prepare"],
}
# A worker's sign of life bears the name of its machine, which in a container is the container's.
HEALTHY: dict[str, Callable[[], bool]] = {
    "web": lambda: probes.web_answers("127.0.0.1", checks.chosen_port()),
    "worker": lambda: probes.heard_from(os.environ["REDIS_URL"], f"worker:alive:*@{socket.gethostname()}"),
    "sweeper": lambda: probes.heard_from(os.environ["REDIS_URL"], probes.SWEEPER),
}


def host() -> str:
    return os.environ.get("WORKROOM_HOST") or "0.0.0.0"  # noqa: S104 - a container is reached from outside


def main(arguments: list[str]) -> str | int:
    """Become the process that is asked for. Else return how it is, or a sentence: what can be asked."""
    unfold(os.environ)
    match arguments:
        case ["healthy", role] if role in HEALTHY:
            return 0 if HEALTHY[role]() else 1
        case [role] if role in COMMANDS:
            try:
                command = COMMANDS[role]()
            except checks.StartError as refusal:
                return str(refusal)
            os.chdir(HERE)
            os.execv(command[0], command)  # noqa: S606 - our own commands
    return f"Name what to start: {', '.join(COMMANDS)}; or how to look at it: healthy {'|'.join(HEALTHY)}."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
