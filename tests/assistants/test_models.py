"""Who sees which assistant, what it is made of, and which conversations are remembered."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from assistants.models import Assistant, Conversation
from assistants.shelves import assistants, conversations
from connections.models import Connection
from tests.runs.pages import a_connection

pytestmark = pytest.mark.django_db


@pytest.fixture
def line() -> Connection:
    return a_connection()


def an_assistant(owner: Any, **fields: Any) -> Assistant:
    return Assistant.objects.create(**{"owner": owner, "name": "Librarian", "model": "gpt-4o", **fields})


def seen_by(user: Any) -> list[str]:
    return [one.name for one in Assistant.objects.visible_to(user)]


def test_an_assistant_is_its_owners_alone(alice: Any, bob: Any, carol: Any) -> None:
    an_assistant(alice)

    assert (seen_by(alice), seen_by(bob), seen_by(carol)) == (["Librarian"], [], [])


def test_what_is_shared_with_everyone_is_seen_by_everyone(alice: Any, carol: Any) -> None:
    an_assistant(carol, sharing="everyone")

    assert seen_by(alice) == ["Librarian"]


def test_what_is_shared_with_groups_is_seen_by_their_members_once(alice: Any, bob: Any, carol: Any) -> None:
    shared = an_assistant(carol, sharing="groups")
    for name in ("Writers", "Editors"):
        group = Group.objects.create(name=name)
        shared.groups.add(group)
        alice.groups.add(group)

    assert (seen_by(alice), seen_by(bob)) == (["Librarian"], [])


def test_groups_count_for_nothing_while_it_is_shared_with_nobody(alice: Any, carol: Any) -> None:
    group = Group.objects.create(name="Writers")
    alice.groups.add(group)
    an_assistant(carol).groups.add(group)

    assert seen_by(alice) == []


def test_administrators_change_what_is_shared_and_others_only_their_own(
    alice: Any, bob: Any, carol: Any
) -> None:
    shared = an_assistant(bob, sharing="everyone")

    assert [list(Assistant.objects.editable_by(one)) for one in (alice, bob, carol)] == [
        [],
        [shared],
        [shared],
    ]


def test_a_form_is_offered_what_the_connection_can_be_asked_for(alice: Any, line: Connection) -> None:
    an_assistant(alice, name="Here", connection=line)
    an_assistant(alice, name="There", connection=a_connection("Other"))
    an_assistant(alice, name="Anywhere")

    assert [item.label for item in assistants(alice, line)] == ["Anywhere (gpt-4o)", "Here (gpt-4o)"]


def test_the_facts_hold_only_what_the_tools_use(alice: Any) -> None:
    made = an_assistant(
        alice, tools=["web_search", "file_search"], vector_store_ids="vs_1, vs_2", file_ids="file-1"
    )

    assert made.facts()["vector_store_ids"] == ["vs_1", "vs_2"]
    assert made.facts()["file_ids"] == []


def test_a_conversation_is_remembered_once_under_its_first_title(alice: Any, line: Connection) -> None:
    for title in ("Cats", "And dogs?"):
        Conversation.objects.remember(alice, line, "conv_1", title)

    assert [(item.value, item.label) for item in conversations(alice, line)] == [("conv_1", "Cats")]


def test_the_latest_conversation_comes_first_and_others_are_not_offered(
    alice: Any, bob: Any, line: Connection
) -> None:
    for name in ("conv_1", "conv_2", "conv_1"):
        Conversation.objects.remember(alice, line, name, name)
    Conversation.objects.remember(bob, line, "conv_bob", "Bob's")

    assert [item.value for item in conversations(alice, line)] == ["conv_1", "conv_2"]
    assert conversations(alice, a_connection("Other")) == []
