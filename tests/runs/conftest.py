"""What tests of runs start from: an office, a server that answers as the test says, and something to ask."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from actions import registry
from connections.models import Connection
from people.models import User
from runs.models import Run
from tests.openapi.upstream import Upstream
from tests.processes import Office

Ask = Callable[..., Run]


def why(run: Run) -> dict[str, Any]:
    """Return what is said of a run that failed."""
    assert run.error
    return dict(run.error)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as upstream:
        yield upstream


@pytest.fixture
def owner(office: Office) -> User:
    owner: User = get_user_model().objects.create_user("alice")
    return owner


@pytest.fixture
def line(office: Office, upstream: Upstream) -> Connection:
    """A connection to the server in OpenAI's place."""
    return Connection.objects.create(name="Upstream", base_url=upstream.url, api_key="sk-test")


@pytest.fixture
def ask(owner: User, line: Connection) -> Ask:
    """Return a function that asks for a streamed completion, which costs."""

    def ask(text: str = "Hello") -> Run:
        values = {"method": "chat", "model": "gpt-5-mini", "messages": [{"role": "user", "content": text}]}
        return Run.objects.submit(owner, line, registry.get("create-a-completion"), values)

    return ask


@pytest.fixture
def call(owner: User, line: Connection) -> Ask:
    """Return a function that asks for an API call; a GET, unless said otherwise, which is free."""
    callers = Group.objects.create(name="Callers")
    owner.groups.add(callers)
    line.call_groups.add(callers)

    def call(method: str = "GET", url: str = "/v1/models") -> Run:
        values = {"method": method, "url": url}
        return Run.objects.submit(owner, line, registry.get("make-an-api-call"), values)

    return call
