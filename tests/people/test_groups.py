import pytest
from django.contrib.auth.models import Group
from django.test import Client

from connections.models import Connection
from people.models import User


@pytest.fixture
def marketing(db: None) -> Group:
    return Group.objects.create(name="Marketing")


def test_a_group_is_made_with_its_members(as_carol: Client, alice: User) -> None:
    as_carol.post("/people/groups/add/", {"name": "Marketing", "members": [alice.pk]})
    assert list(Group.objects.get(name="Marketing").user_set.all()) == [alice]


def test_a_group_is_renamed_and_its_members_changed(
    as_carol: Client, marketing: Group, alice: User, bob: User
) -> None:
    marketing.user_set.add(alice)
    as_carol.post(f"/people/groups/{marketing.pk}/", {"name": "Press", "members": [bob.pk]})
    marketing.refresh_from_db()
    assert marketing.name == "Press"
    assert list(marketing.user_set.all()) == [bob]


def test_two_groups_cannot_have_one_name(as_carol: Client, marketing: Group) -> None:
    answer = as_carol.post("/people/groups/add/", {"name": "Marketing"})
    assert "There is a group of this name already." in answer.content.decode()


def test_the_list_counts_the_members(as_carol: Client, marketing: Group, alice: User) -> None:
    marketing.user_set.add(alice)
    (listed,) = as_carol.get("/people/groups/").context["groups"]
    assert listed.members == 1


def test_deleting_asks_first(as_carol: Client, marketing: Group) -> None:
    assert (
        "Delete the group Marketing?"
        in as_carol.get(f"/people/groups/{marketing.pk}/delete/").content.decode()
    )
    assert Group.objects.exists()


def test_a_deleted_group_leaves_its_members(as_carol: Client, marketing: Group, alice: User) -> None:
    marketing.user_set.add(alice)
    as_carol.post(f"/people/groups/{marketing.pk}/delete/")
    assert not Group.objects.exists()
    assert User.objects.filter(pk=alice.pk).exists()


def test_a_group_that_a_connection_is_kept_for_cannot_be_deleted(as_carol: Client, marketing: Group) -> None:
    connection = Connection.objects.create(name="Press account", base_url="https://api.openai.com/v1")
    connection.groups.add(marketing)
    page = as_carol.post(f"/people/groups/{marketing.pk}/delete/").content.decode()
    assert "This group is still needed" in page
    assert "Press account" in page
    assert Group.objects.exists()
