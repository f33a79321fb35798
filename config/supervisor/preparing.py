"""Runs `manage.py prepare` and hears what it has to say."""

import subprocess
import sys
from pathlib import Path

from config.supervisor.checks import StartError
from config.supervisor.children import end_group, spawn
from config.supervisor.logs import open_log
from config.supervisor.watch import Watch

LONGEST = 3600.0  # a migration of a large database takes its time


def prepare(watch: Watch, log: Path) -> str:
    """Bring the data up to date. Returns the path of the one-time set-up link, or nothing."""
    with open_log(log) as errors:
        start = errors.tell()
        command = [sys.executable, "manage.py", "prepare"]
        process = spawn(command, stdout=subprocess.PIPE, stderr=errors)
    try:
        watch.wait_until(lambda: process.poll() is not None, "The preparation of the data", LONGEST)
        said, _ = process.communicate()
    finally:
        end_group(process)
    if process.returncode:
        with log.open(errors="replace") as file:
            file.seek(start)
            raise StartError(reason(file.read(), log))
    return said.decode().strip()


def reason(output: str, log: Path) -> str:
    """Return the sentence that the command ended with, or where to read what went wrong."""
    last = output.strip().rpartition("\n")[2]
    if last.startswith("CommandError: "):
        return last.removeprefix("CommandError: ")
    return f"The data could not be prepared ({last or 'no reason given'}); the log is {log}."
