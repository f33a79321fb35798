"""The pages, for whom they are, and what they never show."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.contrib.auth.models import Group
from django.db import connection as database
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connections.models import Connection, OfferedModel
from tests.connections.filling import KEY, filled
from tests.connections.server import Server

pytestmark = pytest.mark.django_db
PAGES = ["list", "create"]
PAGES_OF_ONE = ["edit", "delete", "toggle", "test", "refresh"]


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []
    monkeypatch.setattr("connections.views.ask_for_refresh", seen.append)
    return seen


@pytest.fixture
def main(serve: Callable[..., Server]) -> Connection:
    url = serve(lambda exchange: exchange.json({"data": [{"id": "gpt-x"}]})).url
    headers = [["X-Team", "hidden-value-1234"]]
    return Connection.objects.create(name="Main", base_url=url, api_key=KEY, headers=headers)


def address(page: str, connection: Connection) -> str:
    return reverse(f"connections:{page}", args=[connection.pk] if page in PAGES_OF_ONE else [])


@pytest.mark.parametrize("page", PAGES + PAGES_OF_ONE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_administrators_come_in(as_alice: Client, main: Connection, page: str, method: str) -> None:
    url = address(page, main)
    assert getattr(as_alice, method)(url).status_code in {403, 405}
    answer = getattr(Client(), method)(url)
    assert answer.status_code == 302
    assert answer["location"].startswith(reverse("people:sign-in"))
    assert Connection.objects.get().enabled


@pytest.mark.parametrize("page", ["toggle", "test", "refresh"])
def test_what_changes_something_takes_a_post(as_carol: Client, main: Connection, page: str) -> None:
    assert as_carol.get(address(page, main)).status_code == 405


def test_the_list_shows_what_an_administrator_looks_for(as_carol: Client, main: Connection) -> None:
    main.groups.add(Group.objects.create(name="Writers"))
    main.models_refreshed_at = timezone.now()
    main.save()
    page = as_carol.get(reverse("connections:list")).content.decode()
    for words in ("Main", main.host, "…ghij", "Writers", "Not tested yet", "now"):
        assert words in page


def test_an_empty_list_says_what_to_do(as_carol: Client) -> None:
    assert "No connection yet" in as_carol.get(reverse("connections:list")).content.decode()


def test_a_connection_is_created_and_its_models_are_asked_for(
    as_carol: Client, asked: list[int], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_carol.post(reverse("connections:create"), filled(name="New", organization="org-1"))
    connection = Connection.objects.get()
    assert answer["location"] == address("edit", connection)
    assert (connection.organization, asked) == ("org-1", [connection.pk])


def test_the_seeds_names_and_where_to_find_things_are_in_the_form(as_carol: Client) -> None:
    page = as_carol.get(reverse("connections:create")).content.decode()
    for words in ("Connection name", "API key", "Organization ID", "Project ID", "Base URL", "Extra headers"):
        assert words in page
    assert "platform.openai.com/settings/organization/api-keys" in page
    assert "platform.openai.com/settings/organization/general" in page
    assert "With nobody chosen, everyone." in page


def test_a_mistake_keeps_what_was_typed_but_not_the_key(as_carol: Client) -> None:
    data = filled(name="Typed name", base_url="nonsense", headers=[("X-A", "typed-value-99")])
    answer = as_carol.post(reverse("connections:create"), data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Typed name" in page
    assert "X-A" in page
    assert KEY not in page
    assert "typed-value-99" not in page
    assert not Connection.objects.exists()


def test_a_plain_http_address_on_the_internet_is_warned_of(as_carol: Client) -> None:
    data = filled(preset="other", base_url="http://api.example.org/v1")
    page = as_carol.post(reverse("connections:create"), data, follow=True).content.decode()
    assert "can be read on the way" in page


def test_no_page_shows_a_secret(as_carol: Client, main: Connection) -> None:
    as_carol.post(address("test", main))
    for page in ("list", "edit", "delete"):
        content = as_carol.get(address(page, main)).content.decode()
        assert KEY not in content
        assert KEY[4:20] not in content
        assert "hidden-value-1234" not in content
    assert "••••ghij" in as_carol.get(address("edit", main)).content.decode()


def test_a_test_tells_how_it_went_in_place(as_carol: Client, main: Connection) -> None:
    answer = as_carol.post(address("test", main), headers={"HX-Request": "true"})
    assert "It works: 1 model, answered in" in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_a_test_works_without_a_script(as_carol: Client, main: Connection) -> None:
    page = as_carol.post(address("test", main), follow=True).content.decode()
    assert "Main: It works: 1 model" in page


def test_a_refresh_fetches_the_models(as_carol: Client, main: Connection) -> None:
    answer = as_carol.post(address("refresh", main), headers={"HX-Request": "true"})
    assert "gpt-x" in answer.content.decode()
    assert as_carol.post(address("refresh", main))["location"] == address("edit", main)


def test_a_failed_refresh_says_why_and_keeps_the_list(as_carol: Client, main: Connection) -> None:
    Connection.objects.update(base_url="http://127.0.0.1:9/v1")
    OfferedModel.objects.create(connection=main, model_id="kept")
    page = as_carol.post(address("refresh", main), headers={"HX-Request": "true"}).content.decode()
    assert "could not be refreshed" in page
    assert "kept" in page


def test_a_models_end_is_shown(as_carol: Client, main: Connection) -> None:
    today = timezone.now().date()
    for name, days in (("past", -1), ("near", 30), ("far", 300)):
        shutdown = today + timedelta(days=days)
        OfferedModel.objects.create(connection=main, model_id=name, shutdown_date=shutdown)
    page = as_carol.get(address("edit", main)).content.decode()
    assert page.count("Shut down") == 1
    assert page.count("Shuts down") == 1


def test_disabling_and_enabling_keep_everything(as_carol: Client, main: Connection) -> None:
    as_carol.post(address("toggle", main))
    main.refresh_from_db()
    assert (main.enabled, main.api_key.open()) == (False, KEY)
    assert "Disabled" in as_carol.get(reverse("connections:list")).content.decode()
    assert as_carol.post(address("toggle", main), {"next": "list"})["location"] == reverse("connections:list")
    main.refresh_from_db()
    assert main.enabled


def test_deleting_asks_first(as_carol: Client, main: Connection) -> None:
    assert "Delete “Main”?" in as_carol.get(address("delete", main)).content.decode()
    assert Connection.objects.exists()
    as_carol.post(address("delete", main))
    assert not Connection.objects.exists()


def test_a_lost_encryption_key_is_told_on_the_page(as_carol: Client, main: Connection, settings: Any) -> None:
    settings.FIELD_KEYS = [Fernet.generate_key().decode()]
    assert "no longer among FIELD_KEYS" in as_carol.get(address("edit", main)).content.decode()
    assert "Cannot be read" in as_carol.get(reverse("connections:list")).content.decode()
    assert "cannot be read" in as_carol.post(address("test", main), follow=True).content.decode()


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_the_key_is_nowhere_in_the_database_file(as_carol: Client, tmp_path: Path) -> None:
    as_carol.post(reverse("connections:create"), filled(headers=[("X-Team", "hidden-value-1234")]))
    assert Connection.objects.exists()
    copy = tmp_path / "copy.sqlite3"
    with database.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(copy)])
    content = copy.read_bytes()
    assert KEY.encode() not in content
    assert b"hidden-value-1234" not in content
