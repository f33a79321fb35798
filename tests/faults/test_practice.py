"""Practice in trouble, and a real worker that asks it: how often is in Practice's own journal."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from actions import registry
from connections.client import Client, Request
from connections.models import Connection
from people.models import User
from runs.models import Run, State
from tests.faults.asking import said_of
from tests.faults.table import CHAT
from tests.processes import Office, wait_until

pytestmark = pytest.mark.processes
# What is ordered; how the run ends; what is said of it; how often Practice was asked.
ORDERED = [
    ("429; retry-after-ms=50; times=2", State.SUCCEEDED, None, 3),
    ("503; retry-after-ms=50; times=1", State.SUCCEEDED, None, 2),
    ("keep-alive", State.SUCCEEDED, None, 1),
    ("split-utf8", State.SUCCEEDED, None, 1),
    ("no-done", State.SUCCEEDED, None, 1),
    ("500", State.FAILED, "server_failed", 1),
    ("502-html", State.FAILED, "server_failed", 1),
    ("insufficient_quota; tag=1", State.FAILED, "no_credit", 1),
    ("cut; words=4", State.FAILED, "cut", 1),
    ("truncated; words=4", State.FAILED, "cut", 1),
    ("error-event; words=4", State.FAILED, "server_failed", 1),
    ("malformed; words=4", State.FAILED, "malformed", 1),
    ("wrong-type", State.FAILED, "malformed", 1),
    ("wrong-shape", State.FAILED, "unusable", 1),
    ("redirect; to=http://192.0.2.1/v1", State.FAILED, "redirected", 1),
]
PARTIAL = [fault for fault, *_ in ORDERED if "words=4" in fault]


def submitted(owner: User, url: str, fault: str) -> Run:
    slug, values = CHAT
    line = Connection.objects.create(
        name=fault, base_url=url, api_key=key_of(fault), headers=[["X-Practice-Fault", fault]]
    )
    return Run.objects.submit(owner, line, registry.get(slug), values)


def key_of(fault: str) -> str:
    """Return a key, and so an account with a journal, for each fault."""
    return "sk-practice-" + "".join(filter(str.isalnum, fault))


def paid_calls(url: str, fault: str) -> list[Any]:
    journal = Request(method="GET", path="/practice/journal")
    with Client(url, key=key_of(fault)) as client, client.send(journal) as answer:
        lines = answer.json()["data"]
    return [line for line in lines if line["path"].endswith("/chat/completions")]


def test_every_fault_ends_as_it_should_and_nothing_is_asked_once_too_often(
    office: Office, owner: User, practice_server: str, settings: Settings, tmp_path: Path
) -> None:
    settings.PRACTICE_DIR = tmp_path / "practice"
    settings.PRACTICE_WORDS_PER_SECOND = 500
    office.open()
    runs = {fault: submitted(owner, practice_server, fault) for fault, *_ in ORDERED}
    wait_until(lambda: not Run.objects.exclude(state__in=[State.SUCCEEDED, State.FAILED]).exists())
    found = []
    for fault, run in runs.items():
        run.refresh_from_db()
        kind = said_of(run)["kind"] if run.state == State.FAILED else None
        found.append((fault, run.state, kind, len(paid_calls(practice_server, fault))))
    assert found == ORDERED
    assert all(runs[fault].outputs.get(kind="text").text for fault in PARTIAL)
