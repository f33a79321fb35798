"""The page of threads: one's own, found again, renamed, gone on with, deleted here and at the server."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assistants import thread_views
from assistants.models import Assistant, Conversation
from connections.models import Connection
from tests.openapi.upstream import Reply, Upstream

pytestmark = pytest.mark.django_db
THREADS = reverse("assistants:threads")
DELETED = {"id": "conv_1", "object": "conversation.deleted", "deleted": True}


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream(lambda _: Reply.json(DELETED)) as upstream:
        yield upstream


@pytest.fixture
def line(upstream: Upstream) -> Connection:
    return Connection.objects.create(name="Line", base_url=upstream.url, api_key="sk-test-0123456789")


@pytest.fixture
def cats(alice: Any, line: Connection) -> Conversation:
    return a_thread(alice, line, "conv_1", "About cats")


def a_thread(owner: Any, line: Connection, key: str, title: str, **more: Any) -> Conversation:
    known = {"owner": owner, "connection": line, "conversation_id": key, "title": title}
    return Conversation.objects.create(**known, **more)


def address(name: str, thread: Conversation) -> str:
    return reverse(f"assistants:{name}", args=[thread.pk])


def titles(client: Client, query: str = "") -> list[str]:
    return [thread.title for thread in client.get(THREADS + query).context["threads"]]


def test_a_person_sees_their_own_threads_and_nobody_elses(
    as_alice: Client, as_bob: Client, as_carol: Client, cats: Conversation
) -> None:
    assert titles(as_alice) == ["About cats"]
    assert titles(as_bob) == titles(as_carol) == []


@pytest.mark.parametrize("name", ["thread", "thread-delete"])
def test_a_thread_is_not_found_by_anybody_else(
    as_bob: Client, as_carol: Client, cats: Conversation, name: str
) -> None:
    for one in (as_bob, as_carol):
        assert one.get(address(name, cats)).status_code == 404
        assert one.post(address(name, cats), {"title": "Mine", "at_server": "on"}).status_code == 404
    assert Conversation.objects.get().title == "About cats"


def test_without_a_thread_the_page_says_how_to_have_one(as_alice: Client) -> None:
    page = as_alice.get(THREADS).text

    assert "No thread yet" in page
    assert "/actions/message-an-assistant/" in page


def test_a_thread_is_gone_on_with_by_its_assistant_and_connection(
    as_alice: Client, alice: Any, bob: Any, line: Connection, cats: Conversation
) -> None:
    mine = Assistant.objects.create(owner=alice, name="Librarian", model="gpt-4o")
    hidden = Assistant.objects.create(owner=bob, name="Gone", model="gpt-4o")
    ask = f"/actions/message-an-assistant/?connection={line.pk}&amp;conversation=conv_1"

    Conversation.objects.update(assistant=mine)
    page = as_alice.get(THREADS).text
    assert f'{ask}&amp;assistant={mine.pk}"' in page
    assert "Librarian" in page
    Conversation.objects.update(assistant=hidden)
    assert f'{ask}"' in as_alice.get(THREADS).text
    hidden.delete()
    assert titles(as_alice) == ["About cats"]


def test_a_thread_through_a_connection_that_is_closed_now_is_not_gone_on_with(
    as_alice: Client, line: Connection, cats: Conversation
) -> None:
    line.groups.add(Group.objects.create(name="Others"))
    page = as_alice.get(THREADS).text

    assert "About cats" in page
    assert "Continue" not in page


def test_the_runs_of_a_thread_are_a_click_away(as_alice: Client, cats: Conversation) -> None:
    assert f'{reverse("runs:history")}?q=conv_1"' in as_alice.get(THREADS).text


def test_the_threads_of_one_connection_can_be_seen_alone(
    as_alice: Client, alice: Any, line: Connection, cats: Conversation
) -> None:
    other = Connection.objects.create(name="Other line", base_url=line.base_url)
    assert "Other line" not in as_alice.get(THREADS).text

    a_thread(alice, other, "conv_2", "About dogs")
    assert titles(as_alice) == ["About dogs", "About cats"]
    assert titles(as_alice, f"?connection={other.pk}") == ["About dogs"]
    assert titles(as_alice, "?connection=nonsense") == ["About dogs", "About cats"]


def test_older_threads_are_a_page_further_whatever_is_used_meanwhile(
    as_alice: Client, alice: Any, line: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(thread_views, "PER_PAGE", 2)
    now = timezone.now()
    for number in range(5):  # two of them in the same moment
        when = now - timedelta(minutes=number // 2)
        a_thread(alice, line, f"conv_{number}", f"No. {number}", updated_at=when)

    assert titles(as_alice) == ["No. 1", "No. 0"]
    older = f"?before={Conversation.objects.get(title='No. 0').pk}"
    a_thread(alice, line, "conv_new", "New")
    assert titles(as_alice, older) == ["No. 3", "No. 2"]
    page = as_alice.get(THREADS + older)
    assert titles(as_alice, f"?before={page.context['older']}") == ["No. 4"]
    assert "Back to the latest" in page.text


@pytest.mark.parametrize("before", ["nonsense", "0", "9" * 30])
def test_a_page_after_nothing_is_the_first(as_alice: Client, cats: Conversation, before: str) -> None:
    assert titles(as_alice, f"?before={before}") == ["About cats"]


def test_a_page_after_somebody_elses_thread_is_the_first(
    as_alice: Client, bob: Any, line: Connection, cats: Conversation
) -> None:
    theirs = a_thread(bob, line, "conv_9", "Old", updated_at=timezone.now() - timedelta(days=9))

    assert titles(as_alice, f"?before={theirs.pk}") == ["About cats"]


def test_a_thread_is_renamed_and_keeps_its_name(
    as_alice: Client, alice: Any, line: Connection, cats: Conversation
) -> None:
    assert "“Cats” is saved." in as_alice.post(address("thread", cats), {"title": "Cats"}, follow=True).text

    Conversation.objects.remember(alice, line, "conv_1", "And dogs?")
    assert titles(as_alice) == ["Cats"]


def test_a_title_that_is_too_long_is_told_at_its_field(as_alice: Client, cats: Conversation) -> None:
    answer = as_alice.post(address("thread", cats), {"title": "x" * 201})

    assert answer.status_code == 422
    assert "at most 200 characters" in answer.text


def test_the_list_takes_as_many_queries_for_many_as_for_one(
    as_alice: Client, alice: Any, line: Connection, django_assert_max_num_queries: Any
) -> None:
    librarian = Assistant.objects.create(owner=alice, name="Librarian", model="gpt-4o")
    for number in range(20):
        a_thread(alice, line, f"conv_{number}", "Title", assistant=librarian)

    with django_assert_max_num_queries(9):
        as_alice.get(THREADS)


def test_a_thread_is_deleted_from_the_list_after_asking_and_the_server_keeps_it(
    as_alice: Client, cats: Conversation, upstream: Upstream
) -> None:
    assert "Delete “About cats”?" in as_alice.get(address("thread-delete", cats)).text
    said = as_alice.post(address("thread-delete", cats), follow=True).text

    assert "“About cats” is off your list. The server keeps the conversation." in said
    assert not Conversation.objects.exists()
    assert upstream.requests == []


def test_a_thread_is_deleted_at_the_server_where_the_person_says_so(
    as_alice: Client, cats: Conversation, upstream: Upstream
) -> None:
    said = as_alice.post(address("thread-delete", cats), {"at_server": "on"}, follow=True).text

    assert "“About cats” is deleted, here and at the server." in said
    assert not Conversation.objects.exists()
    [request] = upstream.requests
    assert (request.method, request.path) == ("DELETE", "/v1/conversations/conv_1")
    assert request.problems() == []


def test_one_that_the_server_does_not_know_any_more_is_told(
    as_alice: Client, cats: Conversation, upstream: Upstream
) -> None:
    upstream.answer(Reply.error(404, "Conversation with id 'conv_1' not found."))
    said = as_alice.post(address("thread-delete", cats), {"at_server": "on"}, follow=True).text

    assert "The server did not know the conversation any more." in said
    assert not Conversation.objects.exists()


def test_one_that_the_server_does_not_delete_stays_and_it_is_told_why(
    as_alice: Client, cats: Conversation, upstream: Upstream
) -> None:
    upstream.answer(Reply.error(500, "Out of order."))
    said = as_alice.post(address("thread-delete", cats), {"at_server": "on"}, follow=True).text

    assert "“About cats” is still there: the server did not delete it." in said
    assert titles(as_alice) == ["About cats"]


def test_what_a_colleague_goes_on_with_too_is_not_deleted_at_the_server(
    as_alice: Client, bob: Any, line: Connection, cats: Conversation, upstream: Upstream
) -> None:
    a_thread(bob, line, "conv_1", "Our cats")
    assert 'name="at_server"' not in as_alice.get(address("thread-delete", cats)).text
    as_alice.post(address("thread-delete", cats), {"at_server": "on"})

    assert upstream.requests == []
    assert Conversation.objects.get().owner == bob


def test_what_lies_behind_a_closed_connection_is_not_deleted_at_the_server(
    as_alice: Client, line: Connection, cats: Conversation, upstream: Upstream
) -> None:
    line.groups.add(Group.objects.create(name="Others"))
    assert 'name="at_server"' not in as_alice.get(address("thread-delete", cats)).text
    said = as_alice.post(address("thread-delete", cats), {"at_server": "on"}, follow=True).text

    assert "The server keeps the conversation." in said
    assert upstream.requests == []


def test_the_assistant_that_answered_last_is_remembered(alice: Any, line: Connection) -> None:
    librarian = Assistant.objects.create(owner=alice, name="Librarian", model="gpt-4o")
    for assistant in ("", str(librarian.pk), "999999"):
        Conversation.objects.remember(alice, line, "conv_1", "Cats", assistant)
        found = Conversation.objects.get().assistant
        assert found == (librarian if assistant == str(librarian.pk) else None)
