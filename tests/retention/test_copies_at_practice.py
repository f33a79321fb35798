"""The copies of real answers of Practice, from the run that made them to the worker that deletes them."""

from pathlib import Path

import pytest
import requests
from django.conf import settings

from actions import registry
from connections.models import Connection
from people.models import User
from retention.models import RemoteCopy, Rule
from runs.models import Run
from tests.practice.conftest import practice_server
from tests.processes import Office, wait_until
from tests.runs.conftest import line, owner, upstream

__all__ = ["line", "owner", "practice_server", "upstream"]
pytestmark = pytest.mark.processes
KEY = "sk-practice-tests"


def test_a_rule_takes_the_answer_and_the_thread_at_the_server_too(
    office: Office, owner: User, line: Connection, practice_server: str, tmp_path: Path
) -> None:
    line.base_url, line.api_key = practice_server, KEY
    line.save()
    settings.PRACTICE_DIR = tmp_path / "practice"
    action = registry.get("message-an-assistant")
    values = {"message": "Hello", "model": "gpt-5.4", "memory": "thread"}
    run = Run.objects.submit(owner, line, action, values)
    office.open()
    wait_until(lambda: Run.objects.get(pk=run.pk).is_over)
    run.refresh_from_db()
    assert run.state == "succeeded", run.error
    thread = run.outputs.get(kind="thread").text
    assert run.copies
    kind, response = run.copies[0]
    addresses = [f"{practice_server}/{kind}/{response}", f"{practice_server}/conversations/{thread}"]
    allowed = {"Authorization": f"Bearer {KEY}"}
    found = [requests.get(one, headers=allowed, timeout=30).status_code for one in addresses]
    assert found == [200, 200]

    Rule.objects.create(days=1, at_server=True)
    Run.objects.filter(pk=run.pk).update(finished_at="2020-01-01T00:00Z")
    wait_until(lambda: RemoteCopy.objects.filter(state="deleted").count() == 2)
    assert not Run.objects.exists()
    found = [requests.get(one, headers=allowed, timeout=30).status_code for one in addresses]
    assert found == [404, 404]
