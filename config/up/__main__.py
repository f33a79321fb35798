"""`python -m config.up`: start everything that compose.yaml names, and Workroom upon it, until asked to stop.

The environment says how many there are of each (WEB_PROCESSES, WORKERS, SWEEPERS, WORKER_THREADS).
"""

import os
import secrets
import shutil
import sys
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet

# As compose.yaml has it.
COUNTS = {"WEB_PROCESSES": "2", "WORKERS": "3", "SWEEPERS": "2"}


def main() -> int:
    """Return the supervisor's exit code. What was kept is deleted, for nothing of it is worth keeping."""
    os.umask(0o077)
    data = Path(tempfile.mkdtemp(prefix="workroom-up-"))
    for name, count in COUNTS.items():
        os.environ.setdefault(name, count)
    os.environ |= environment(data)
    folders = [data]
    try:
        return supervised(data, folders)
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)


def environment(data: Path) -> dict[str, str]:
    """Return what every process is told of itself: the variables that compose.yaml sets."""
    return {
        "WORKROOM_DATA": str(data),
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": Fernet.generate_key().decode(),
        "S3_BUCKET": "workroom",
        "AWS_ACCESS_KEY_ID": "workroom",
        "AWS_SECRET_ACCESS_KEY": secrets.token_urlsafe(24),
        "ALLOW_PRIVATE_ADDRESSES": "true",  # this machine's user is the only one
    }


def supervised(data: Path, folders: list[Path]) -> int:
    """Run everything; `folders` gets those that the servers have made for themselves."""
    # Late: as soon as it is imported, it has read where the data is.
    from config.supervisor.__main__ import main as supervise
    from config.up.servers import servers

    (data / "logs").mkdir()
    beside = servers(data)
    folders += beside.folders
    os.environ |= beside.environment
    return supervise(beside.children)


if __name__ == "__main__":
    sys.exit(main())
