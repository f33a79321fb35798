"""The pages of assistants: for whom they are, and what they let in."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assistants.models import Assistant
from assistants.urls import urlpatterns
from connections.models import OfferedModel
from tests.runs.pages import a_connection

pytestmark = pytest.mark.django_db
FILLED = {"name": "Librarian", "model": "gpt-4o", "instructions": "Be brief.", "temperature": "0.3"}
LIST, ADD = "/assistants/", "/assistants/add/"


@pytest.fixture
def librarian(alice: Any) -> Assistant:
    return Assistant.objects.create(owner=alice, name="Librarian", model="gpt-4o")


def address(name: str, assistant: Assistant) -> str:
    return reverse(f"assistants:{name}", args=[] if name in ("list", "add", "threads") else [assistant.pk])


@pytest.mark.parametrize("name", [str(pattern.name) for pattern in urlpatterns])
def test_nobody_comes_in_without_signing_in(client: Client, librarian: Assistant, name: str) -> None:
    answer = client.get(address(name, librarian))
    assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", ["edit", "delete"])
def test_what_is_not_shared_is_not_found_by_others(
    as_bob: Client, as_carol: Client, librarian: Assistant, name: str
) -> None:
    for one in (as_bob, as_carol):
        assert one.get(address(name, librarian)).status_code == 404
        assert one.post(address(name, librarian), FILLED).status_code == 404
    assert Assistant.objects.get().name == "Librarian"


def test_a_person_makes_an_assistant_of_their_own(as_alice: Client, alice: Any) -> None:
    answer = as_alice.post(ADD, {**FILLED, "tools": ["web_search"]})

    made = Assistant.objects.get()
    assert answer.headers["Location"] == LIST
    assert (made.owner, made.sharing, made.tools, made.temperature) == (alice, "nobody", ["web_search"], 0.3)


def test_a_person_cannot_share(as_alice: Client) -> None:
    as_alice.post(ADD, {**FILLED, "sharing": "everyone"})

    assert Assistant.objects.get().sharing == "nobody"
    assert 'name="sharing"' not in as_alice.get(ADD).content.decode()


def test_an_administrator_shares_with_groups(as_carol: Client) -> None:
    group = Group.objects.create(name="Writers")
    as_carol.post(ADD, {**FILLED, "sharing": "groups", "groups": [group.pk]})

    assert list(Assistant.objects.get().groups.all()) == [group]


@pytest.mark.parametrize(
    ("typed", "complaint"),
    [
        ({"name": ""}, "This field is required"),
        ({"temperature": "3"}, "less than or equal to 2"),
        ({"tools": ["file_search"]}, "File search needs to know where"),
        ({"file_ids": "file-1"}, "Only the code interpreter uses these"),
        ({"sharing": "groups"}, "Choose at least one group, or"),
    ],
)
def test_what_does_not_go_together_is_told_at_the_field(
    as_carol: Client, typed: dict[str, Any], complaint: str
) -> None:
    Group.objects.create(name="Writers")
    answer = as_carol.post(ADD, {**FILLED, "sharing": "nobody", **typed})

    assert answer.status_code == 422
    assert complaint in answer.content.decode()


def test_an_assistant_is_changed(as_alice: Client, librarian: Assistant) -> None:
    as_alice.post(address("edit", librarian), {**FILLED, "name": "Archivist"})

    librarian.refresh_from_db()
    assert (librarian.name, librarian.instructions) == ("Archivist", "Be brief.")


def test_what_was_shared_stays_so_when_its_owner_changes_it(as_alice: Client, librarian: Assistant) -> None:
    Assistant.objects.update(sharing="everyone")
    as_alice.post(address("edit", librarian), FILLED)

    assert Assistant.objects.get().sharing == "everyone"


def test_an_assistant_is_deleted_after_asking(as_alice: Client, librarian: Assistant) -> None:
    assert "Delete “Librarian”?" in as_alice.get(address("delete", librarian)).content.decode()
    assert Assistant.objects.exists()

    as_alice.post(address("delete", librarian))
    assert not Assistant.objects.exists()


def test_the_list_shows_what_is_shared_but_no_way_to_change_it(
    as_bob: Client, carol: Any, librarian: Assistant
) -> None:
    shared = Assistant.objects.create(owner=carol, name="Shared one", model="gpt-4o", sharing="everyone")
    page = as_bob.get(LIST).content.decode()

    assert "Shared one" in page
    assert "Librarian" not in page
    assert address("edit", shared) not in page
    assert f"/actions/message-an-assistant/?assistant={shared.pk}" in page


def test_the_list_warns_of_a_model_that_ends_soon(as_alice: Client, librarian: Assistant) -> None:
    soon = timezone.localdate() + timedelta(days=10)
    OfferedModel.objects.create(connection=a_connection(), model_id="gpt-4o", shutdown_date=soon)

    assert "gpt-4o ends on" in as_alice.get(LIST).content.decode()


def test_its_own_page_warns_too_and_offers_one_that_stays(as_alice: Client, librarian: Assistant) -> None:
    line = a_connection()
    soon = timezone.localdate() + timedelta(days=10)
    OfferedModel.objects.create(connection=line, model_id="gpt-4o", shutdown_date=soon)
    OfferedModel.objects.create(connection=line, model_id="gpt-6-sol")
    page = as_alice.get(address("edit", librarian)).content.decode()

    assert "gpt-4o ends on" in page
    assert 'data-use="gpt-6-sol" data-for="id_model"' in page


def test_a_new_assistant_begins_with_a_model_that_stays(as_alice: Client) -> None:
    line = a_connection()
    OfferedModel.objects.create(connection=line, model_id="gpt-4o", shutdown_date=timezone.localdate())
    OfferedModel.objects.create(connection=line, model_id="gpt-6-sol")
    page = as_alice.get(ADD).content.decode()

    assert re.search(r'name="model" value="gpt-6-sol"', page)
    assert "ends today" not in page


def test_the_form_offers_the_models_of_ones_connections(as_alice: Client) -> None:
    OfferedModel.objects.create(connection=a_connection(), model_id="gpt-5.4-mini")
    hidden = a_connection("Hidden")
    hidden.groups.add(Group.objects.create(name="Writers"))
    OfferedModel.objects.create(connection=hidden, model_id="gpt-6-sol")
    page = as_alice.get(ADD).content.decode()

    assert "gpt-5.4-mini" in page
    assert "gpt-6-sol" not in page
