"""The pages of what is kept: own and shared ones are listed, and only the owner changes them."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from library.models import Definition
from tests.library.conftest import SLUG

LIST = reverse("library:definitions")


def test_a_person_sees_their_own_and_shared_definitions(
    as_alice: Client, bob: Any, definition: Definition
) -> None:
    Definition.objects.create(owner=bob, action=SLUG, name="For all", shared=True)
    Definition.objects.create(owner=bob, action=SLUG, name="Hidden")
    text = as_alice.get(LIST).text

    assert "Places" in text
    assert "For all" in text
    assert "shared by bob" in text
    assert "Hidden" not in text


def test_without_any_the_page_says_how_to_keep_one(as_alice: Client) -> None:
    assert "Nothing saved yet" in as_alice.get(LIST).text


def test_the_owner_renames_and_shares(as_alice: Client, definition: Definition) -> None:
    response = as_alice.post(definition.get_absolute_url(), {"name": "Towns", "shared": "on"}, follow=True)
    definition.refresh_from_db()

    assert (definition.name, definition.shared) == ("Towns", True)
    assert "“Towns” is saved." in response.text


def test_a_name_cannot_be_given_twice(as_alice: Client, alice: Any, definition: Definition) -> None:
    Definition.objects.create(owner=alice, action=SLUG, name="Towns")
    response = as_alice.post(definition.get_absolute_url(), {"name": "Towns"})

    assert "You have another definition of this name." in response.text
    definition.refresh_from_db()
    assert definition.name == "Places"


def test_the_owner_deletes_after_being_asked(as_alice: Client, definition: Definition) -> None:
    address = reverse("library:delete", args=[definition.pk])
    assert "Delete Places?" in as_alice.get(address).text
    assert Definition.objects.exists()

    assert "“Places” is deleted." in as_alice.post(address, follow=True).text
    assert not Definition.objects.exists()


@pytest.mark.parametrize("name", ["library:definition", "library:delete"])
@pytest.mark.parametrize("shared", [True, False])
def test_nobody_else_changes_a_definition_shared_or_not(
    as_bob: Client, definition: Definition, name: str, shared: bool
) -> None:
    Definition.objects.update(shared=shared)
    address = reverse(name, args=[definition.pk])

    assert as_bob.get(address).status_code == 404
    assert as_bob.post(address, {"name": "Mine"}).status_code == 404
    assert Definition.objects.get().name == "Places"


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    as_alice: Client, bob: Any, definition: Definition, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        Definition.objects.create(owner=bob, action=SLUG, name=f"No. {number}", shared=True)

    with django_assert_max_num_queries(8):
        as_alice.get(LIST)


def test_a_definition_of_an_action_that_has_gone_is_still_listed(as_alice: Client, alice: Any) -> None:
    Definition.objects.create(owner=alice, action="long-gone", name="Old")

    text = as_alice.get(LIST).text
    assert "long-gone, which there is no more" in text
    assert "/actions/long-gone/" not in text


def test_the_pages_are_for_people_who_signed_in(client: Client, definition: Definition) -> None:
    for address in (LIST, definition.get_absolute_url()):
        assert client.get(address).status_code == 302
