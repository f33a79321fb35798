"""The pages of what is kept: own and shared ones are listed, and who may change them."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from library.models import Definition
from tests.library.conftest import ASK, KIND

LIST = reverse("library:definitions")


def share(definition: Definition, sharing: str, member: Any) -> Group:
    """Share a definition; with groups, that is with one that `member` is in."""
    group = Group.objects.create(name="Writers")
    member.groups.add(group)
    if sharing == "groups":
        definition.groups.add(group)
    Definition.objects.filter(pk=definition.pk).update(sharing=sharing)
    return group


def test_a_person_sees_their_own_and_shared_definitions(
    as_alice: Client, bob: Any, definition: Definition
) -> None:
    Definition.objects.create(owner=bob, kind=KIND, name="For all", sharing="everyone")
    Definition.objects.create(owner=bob, kind=KIND, name="Hidden")
    text = as_alice.get(LIST).text

    assert "Places" in text
    assert "For all" in text
    assert "Shared by bob" in text
    assert "Hidden" not in text


def test_without_any_the_page_says_how_to_keep_one(as_alice: Client) -> None:
    assert "Nothing saved yet" in as_alice.get(LIST).text


def test_the_owner_renames_and_shares(as_alice: Client, definition: Definition) -> None:
    changed = {"name": "Towns", "sharing": "everyone"}
    response = as_alice.post(definition.get_absolute_url(), changed, follow=True)
    definition.refresh_from_db()

    assert (definition.name, definition.sharing) == ("Towns", "everyone")
    assert "“Towns” is saved." in response.text


def test_a_name_cannot_be_given_twice(as_alice: Client, alice: Any, definition: Definition) -> None:
    Definition.objects.create(owner=alice, kind=KIND, name="Towns")
    response = as_alice.post(definition.get_absolute_url(), {"name": "Towns"})

    assert "There is another definition of this name." in response.text
    definition.refresh_from_db()
    assert definition.name == "Places"


def test_the_owner_deletes_after_being_asked(as_alice: Client, definition: Definition) -> None:
    address = reverse("library:delete", args=[definition.pk])
    assert "Delete Places?" in as_alice.get(address).text
    assert Definition.objects.exists()

    assert "“Places” is deleted." in as_alice.post(address, follow=True).text
    assert not Definition.objects.exists()


@pytest.mark.parametrize("name", ["library:definition", "library:delete"])
@pytest.mark.parametrize("sharing", ["nobody", "groups", "everyone"])
def test_a_colleague_changes_no_definition_shared_or_not(
    as_bob: Client, bob: Any, definition: Definition, name: str, sharing: str
) -> None:
    share(definition, sharing, bob)
    address = reverse(name, args=[definition.pk])

    assert as_bob.get(address).status_code == 404
    assert as_bob.post(address, {"name": "Mine"}).status_code == 404
    assert Definition.objects.get().name == "Places"


@pytest.mark.parametrize("sharing", ["groups", "everyone"])
def test_an_administrator_changes_what_is_shared(
    as_carol: Client, bob: Any, definition: Definition, sharing: str
) -> None:
    share(definition, sharing, bob)
    as_carol.post(definition.get_absolute_url(), {"name": "Places", "sharing": "nobody"})

    assert not Definition.objects.visible_to(bob).exists()
    assert as_carol.get(definition.get_absolute_url()).status_code == 404


def test_the_groups_of_a_definition_are_told_to_its_owner_and_not_to_a_member(
    as_alice: Client, as_bob: Client, bob: Any, definition: Definition
) -> None:
    share(definition, "groups", bob)

    assert "Writers" in as_alice.get(LIST).text
    listed = as_bob.get(LIST).text
    assert "Places" in listed
    assert "Writers" not in listed


def test_a_group_that_a_definition_is_shared_with_cannot_be_deleted(
    as_carol: Client, bob: Any, definition: Definition
) -> None:
    group = share(definition, "groups", bob)
    address = reverse("people:group-delete", args=[group.pk])
    page = as_carol.post(address).text
    assert "This group is still needed" in page
    assert "Places" in page

    as_carol.post(definition.get_absolute_url(), {"name": "Places", "sharing": "everyone"})
    as_carol.post(address)
    assert not Group.objects.exists()


def test_a_person_shares_with_their_own_groups_and_those_chosen_before(
    as_alice: Client, alice: Any, definition: Definition
) -> None:
    own, chosen, other = (Group.objects.create(name=name) for name in ("Writers", "Editors", "Printers"))
    alice.groups.add(own)
    definition.groups.add(chosen)
    text = as_alice.get(definition.get_absolute_url()).text

    assert [group.name in text for group in (own, chosen, other)] == [True, True, False]


def test_without_a_group_there_is_none_to_share_with(as_alice: Client, definition: Definition) -> None:
    assert "Some groups" not in as_alice.get(definition.get_absolute_url()).text


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    as_alice: Client, bob: Any, definition: Definition, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        Definition.objects.create(owner=bob, kind=KIND, name=f"No. {number}", sharing="everyone")

    with django_assert_max_num_queries(8):
        as_alice.get(LIST)


def test_a_definition_is_listed_with_every_action_that_takes_it(
    as_alice: Client, definition: Definition
) -> None:
    text = as_alice.get(LIST).text

    for address in (ASK, reverse("runs:ask", args=["create-a-completion"])):
        assert f"{address}?definition={definition.pk}" in text


def test_a_definition_that_no_action_takes_any_more_is_still_listed(as_alice: Client, alice: Any) -> None:
    old = Definition.objects.create(owner=alice, kind="long-gone", name="Old")

    assert "No action takes it any more" in as_alice.get(LIST).text
    assert "fill the form in" not in as_alice.get(old.get_absolute_url()).text


def test_the_pages_are_for_people_who_signed_in(client: Client, definition: Definition) -> None:
    for address in (LIST, definition.get_absolute_url()):
        assert client.get(address).status_code == 302
