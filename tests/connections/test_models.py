"""Who may use a connection, and the list of models it keeps."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import AnonymousUser, Group
from django.utils import timezone

from connections.client import Request
from connections.errors import OpenAIError, Unreachable
from connections.models import Connection, OfferedModel
from connections.tasks import refresh_models
from tests.connections.server import Server

Serve = Callable[..., Server]
pytestmark = pytest.mark.django_db


def made(name: str = "Main", **fields: Any) -> Connection:
    return Connection.objects.create(name=name, **{"base_url": "http://127.0.0.1:9/v1", **fields})


def names(user: Any) -> list[str]:
    return [connection.name for connection in Connection.objects.usable_by(user)]


@pytest.fixture
def on_commit(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The connections whose lists somebody wanted refreshed."""
    seen: list[int] = []
    monkeypatch.setattr("connections.models.ask_for_refresh", seen.append)
    return seen


def test_with_no_group_chosen_everyone_may_use_it(alice: Any) -> None:
    made()
    assert names(alice) == ["Main"]


def test_a_member_of_no_allowed_group_does_not_see_it(alice: Any, bob: Any) -> None:
    writers, others = Group.objects.create(name="writers"), Group.objects.create(name="others")
    alice.groups.add(writers, others)
    made("For some").groups.add(writers, others)
    assert names(alice) == ["For some"]
    assert names(bob) == []


def test_an_administrator_may_use_every_enabled_one(carol: Any) -> None:
    made("For some").groups.add(Group.objects.create(name="writers"))
    assert names(carol) == ["For some"]


def test_a_disabled_one_is_usable_by_nobody(alice: Any, carol: Any) -> None:
    made(enabled=False)
    assert names(alice) == names(carol) == []


def test_a_stranger_may_use_none() -> None:
    made()
    assert names(AnonymousUser()) == []


def test_the_client_gets_everything_it_needs(serve: Serve) -> None:
    server = serve()
    connection = made(
        base_url=server.url, preset="azure", api_key="azure-key-1", project="p", organization="o",
        headers=[["X-Practice-Fault", "500"]], connect_timeout=61, read_timeout=62, deadline=63,
    )  # fmt: skip
    with connection.client() as client:
        client.send(Request(method="GET", path="/models")).close()
        assert (client.timeouts.connect, client.timeouts.read, client.timeouts.total) == (61, 62, 63)
    sent = server.last.headers
    assert (sent["api-key"], sent["openai-project"], sent["openai-organization"]) == ("azure-key-1", "p", "o")
    assert sent["x-practice-fault"] == "500"


def test_a_refresh_replaces_the_whole_list(serve: Serve) -> None:
    server = serve(
        lambda exchange: exchange.json({"data": [{"id": "new", "created": 2}, {"id": "newer", "created": 3}]})
    )
    connection = made(base_url=server.url)
    OfferedModel.objects.create(connection=connection, model_id="old")
    assert connection.refresh_models() == 2
    assert [str(model) for model in connection.offered_models.all()] == ["newer", "new"]
    connection.refresh_from_db()
    assert connection.models_refreshed_at is not None


def test_a_failed_refresh_keeps_the_list_and_says_why() -> None:
    connection = made()
    OfferedModel.objects.create(connection=connection, model_id="old")
    with pytest.raises(Unreachable):
        connection.refresh_models()
    connection.refresh_from_db()
    assert [str(model) for model in connection.offered_models.all()] == ["old"]
    assert connection.models_error.startswith("The server could not be reached.")


def test_a_list_that_comes_after_the_address_was_changed_is_dropped() -> None:
    connection = made()
    Connection.objects.update(base_url="https://elsewhere.example/v1")
    connection.keep_models([])
    connection.refresh_from_db()
    assert connection.models_refreshed_at is None


def test_a_form_gets_the_kept_list_and_an_old_one_is_refreshed(asked: list[int], on_commit: Any) -> None:
    connection = made(models_refreshed_at=timezone.now() - timedelta(hours=2))
    OfferedModel.objects.create(connection=connection, model_id="old")
    with on_commit(execute=True):
        assert [str(model) for model in connection.models_for_form()] == ["old"]
    assert asked == [connection.pk]


def test_a_fresh_list_is_left_alone(asked: list[int], on_commit: Any) -> None:
    with on_commit(execute=True):
        made(models_refreshed_at=timezone.now()).models_for_form()
    assert asked == []


def test_a_refresh_is_not_asked_for_twice_in_a_row(asked: list[int], on_commit: Any) -> None:
    connection = made()
    with on_commit(execute=True):
        connection.models_for_form()
        Connection.objects.get().models_for_form()
    assert asked == [connection.pk]


def test_the_task_refreshes_the_list(serve: Serve) -> None:
    connection = made(base_url=serve(lambda exchange: exchange.json({"data": [{"id": "a"}]})).url)
    refresh_models(connection.pk)
    assert connection.offered_models.count() == 1


def test_the_task_keeps_a_failure_to_itself() -> None:
    connection = made()
    refresh_models(connection.pk)
    connection.refresh_from_db()
    assert connection.models_error


def test_the_task_leaves_a_disabled_or_deleted_connection_alone(serve: Serve) -> None:
    server = serve()
    connection = made(base_url=server.url, enabled=False)
    refresh_models(connection.pk)
    refresh_models(connection.pk + 1)
    assert server.connections == 0


def test_disabling_keeps_everything() -> None:
    connection = made(api_key="sk-live-0123456789")
    OfferedModel.objects.create(connection=connection, model_id="old")
    connection.enabled = False
    connection.save()
    connection.refresh_from_db()
    assert connection.api_key.open() == "sk-live-0123456789"
    assert connection.offered_models.count() == 1


@pytest.mark.parametrize(
    ("days", "ending"), [(None, ""), (-1, "gone"), (0, "gone"), (1, "soon"), (90, "soon"), (91, "later")]
)
def test_a_models_end_is_gone_soon_or_later(days: int | None, ending: str) -> None:
    shutdown = None if days is None else timezone.now().date() + timedelta(days=days)
    assert OfferedModel(model_id="x", shutdown_date=shutdown).ending == ending


def test_an_unreadable_key_is_an_error_like_any_other(settings: Any) -> None:
    connection = made(api_key="sk-live-0123456789")
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    with pytest.raises(OpenAIError, match="cannot be read"):
        connection.refresh_models()
