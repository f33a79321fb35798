"""What tests of a server's faults have in common: somebody who asks it, and what the table says of it."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from actions import registry
from connections import client, limits
from connections.models import Connection
from people.models import User
from runs.models import Run, State
from runs.tasks import perform
from tests.connections.server import Server
from tests.faults.table import FREE_ONLY, KEEP_TRYING, MODERATION, Fault, documented

Serve = Callable[..., Server]
Asked = Callable[..., Run]
DOCUMENTED = documented()
# What only those who program can read.
MACHINE = re.compile(r"[{}\[\]<>_]|Error|Exception|Traceback|Errno|0x[0-9a-f]|::|\bNone\b|urllib|\.c:\d")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Greedy and slow servers are told apart sooner. tests/faults/test_memory.py has the real limits."""
    for name in ("EVENT", "STREAM", "JSON", "FILE"):
        monkeypatch.setattr(limits, name, limits.MB)
    monkeypatch.setattr(limits.loaded, "__defaults__", (100_000,))
    monkeypatch.setattr(client, "COMPLAINT", 0.3)


@pytest.fixture
def asked(owner: User) -> Asked:
    """Return a function that asks what a fault says, which costs."""

    def ask(url: str, fault: Fault) -> Run:
        times = fault.timeouts
        line = Connection.objects.create(
            name="Upstream", base_url=url, api_key="sk-test-0123456789", connect_timeout=times.connect,
            read_timeout=times.read, deadline=times.total,
        )  # fmt: skip
        slug, values = fault.asked
        return Run.objects.submit(owner, line, registry.get(slug), values)

    return ask


def performed(run: Run) -> Run:
    perform(run.pk)
    run.refresh_from_db()
    return run


def said_of(run: Run) -> dict[str, Any]:
    """Return what is said of an attempt that failed, whatever became of the run."""
    attempt = run.attempts.get()
    assert attempt.error, f"it {attempt.outcome}"
    return dict(attempt.error)


def follows(run: Run, row: str) -> None:
    """Assert that a person reads what the table says, and that it is tried again as it says."""
    reads, again = DOCUMENTED[row]
    free = run.action == MODERATION[0]
    error = said_of(run)
    assert f"{error['message']} {error['advice']}" == reads
    assert not MACHINE.search(f"{reads} {error['detail']}")
    assert run.state == (State.QUEUED if {FREE_ONLY: free}.get(again, again == KEEP_TRYING) else State.FAILED)
    assert not (error["charged"] and (free or again == KEEP_TRYING))


def words_of(run: Run) -> str:
    return "".join(output.text for output in run.outputs.filter(kind="text"))
