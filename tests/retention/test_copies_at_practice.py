"""The copies of real answers of Practice, from the runs that made them to the worker that deletes them."""

from pathlib import Path
from typing import Any

import pytest
import requests
from django.conf import settings

from actions import registry
from connections.models import Connection
from people.models import User
from retention.models import RemoteCopy, Rule
from runs.models import Output, Run
from tests.practice.conftest import practice_server
from tests.processes import Office, wait_until
from tests.runs.conftest import line, owner, upstream

__all__ = ["line", "owner", "practice_server", "upstream"]
pytestmark = pytest.mark.processes
KEY = "sk-practice-tests"


def test_a_rule_takes_the_answers_and_the_thread_at_the_server_too(
    office: Office, owner: User, line: Connection, practice_server: str, tmp_path: Path
) -> None:
    line.base_url, line.api_key = practice_server, KEY
    line.save()
    settings.PRACTICE_DIR = tmp_path / "practice"
    asked: dict[str, dict[str, Any]] = {
        "message-an-assistant": {"message": "Hello", "model": "gpt-5.4", "memory": "thread"},
        "create-a-completion": {
            "method": "chat",
            "model": "gpt-4o",
            "messages": [{"role": "user", "content": "Hello"}],
            "store": True,
        },
    }
    for slug, values in asked.items():
        Run.objects.submit(owner, line, registry.get(slug), values)
    office.open()
    wait_until(lambda: all(run.is_over for run in Run.objects.all()))
    runs = Run.objects.all()
    assert {run.state for run in runs} == {"succeeded"}, [run.error for run in runs]
    threads = [f"conversations/{thread.text}" for thread in Output.objects.filter(kind="thread")]
    answers = ["/".join(copy) for run in runs for copy in run.copies or ()]
    addresses = [f"{practice_server}/{path}" for path in [*threads, *answers]]
    assert len(addresses) == 3
    allowed = {"Authorization": f"Bearer {KEY}"}
    found = [requests.get(one, headers=allowed, timeout=60).status_code for one in addresses]
    assert found == [200, 200, 200]

    Rule.objects.create(days=1, at_server=True)
    Run.objects.update(finished_at="2020-01-01T00:00Z")
    wait_until(lambda: RemoteCopy.objects.filter(state="deleted").count() == 3)
    assert not Run.objects.exists()
    found = [requests.get(one, headers=allowed, timeout=60).status_code for one in addresses]
    assert found == [404, 404, 404]
