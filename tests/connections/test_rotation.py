"""Changing the encryption key while Workroom runs, as docs/operations.md says: nothing is lost."""

import os
import subprocess
import sys
from typing import Any

import pytest
from cryptography.fernet import Fernet

from connections.models import Connection
from people.models import User
from runs.models import Run
from tests.openapi.upstream import Reply, Upstream
from tests.processes import HERE, Office, wait_until
from tests.runs.conftest import Ask, ask, line, owner, upstream
from tests.runs.test_performing import stream

__all__ = ["ask", "line", "owner", "upstream"]

pytestmark = pytest.mark.processes


def rotate(office: Office, *keys: str) -> tuple[str, str]:
    """Return what `manage.py rotate_keys` says with these keys in its environment."""
    env = {**os.environ, **office.sweeper.env, "FIELD_KEYS": ",".join(keys)}
    done = subprocess.run(
        [sys.executable, "manage.py", "rotate_keys"], env=env, cwd=HERE, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr


def test_runs_go_on_while_the_key_is_changed(
    office: Office, line: Connection, ask: Ask, upstream: Upstream, settings: Any
) -> None:
    (old,) = settings.FIELD_KEYS
    new = Fernet.generate_key().decode()
    Connection.objects.filter(pk=line.pk).update(headers=[["X-Team", "hidden-value-1234"]])
    upstream.handler = lambda _request: Reply.json({})
    upstream.answer(*(stream("Good morning") for _ in range(20)))
    office.worker.env["FIELD_KEYS"] = f"{new},{old}"
    office.open()

    runs = [ask() for _ in range(10)]
    first = rotate(office, new, old)
    runs += [ask() for _ in range(10)]
    again = rotate(office, new, old)
    alone = rotate(office, new)

    assert first == ("2 encrypted anew; 0 under the first key already.\n", "")
    assert again == alone == ("0 encrypted anew; 2 under the first key already.\n", "")
    wait_until(lambda: Run.objects.filter(state="succeeded").count() == len(runs))
    assert {request.headers["authorization"] for request in upstream.requests} == {"Bearer sk-test"}
    settings.FIELD_KEYS = [new]
    assert Connection.objects.get().api_key.open() == "sk-test"
    assert Connection.objects.get().extra_headers() == (("X-Team", "hidden-value-1234"),)


def test_without_the_old_key_nothing_is_touched(office: Office, line: Connection, owner: User) -> None:
    before = Connection.objects.get().api_key
    said, complained = rotate(office, Fernet.generate_key().decode())
    assert said == "0 encrypted anew; 0 under the first key already.\n"
    assert (
        complained
        == "No key of FIELD_KEYS fits the API key of the connection “Upstream”: to be entered again.\n"
    )
    assert Connection.objects.get().api_key == before
