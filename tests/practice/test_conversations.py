"""Conversations keep what was said."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import openai
import pytest
import requests

from practice import conversations
from tests.practice.conftest import Call
from tests.practice.test_responses import respond, text_of

HELLO = {"role": "user", "content": "Hello"}


def begin(call: Call, **more: Any) -> str:
    return str(call("conversations", more).json()["id"])


def said(call: Call, name: str, query: str = "order=asc") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = call(f"conversations/{name}/items?{query}").json()["data"]
    return found


def test_a_response_adds_to_its_conversation(call: Call) -> None:
    name = begin(call)
    respond(call, "My name is Ada.", conversation=name)
    second = respond(call, "Who am I?", conversation={"id": name})
    assert second.json()["conversation"] == {"id": name}
    assert "in a conversation of 3" in text_of(second)
    assert [item["role"] for item in said(call, name)] == ["user", "assistant"] * 2


def test_every_kind_of_item_is_kept(call: Call) -> None:
    name = begin(call)
    tools = [{"type": "code_interpreter", "container": {"type": "auto"}}, {"type": "web_search"}]
    respond(call, model="gpt-6-luna", tools=tools, conversation=name)
    kinds = [item["type"] for item in said(call, name)]
    assert kinds == ["message", "reasoning", "code_interpreter_call", "web_search_call", "message"]


def test_a_conversation_may_begin_with_items_and_notes(call: Call) -> None:
    name = begin(call, items=[HELLO, {"role": "assistant", "content": "Hi"}], metadata={"topic": "x"})
    assert call(f"conversations/{name}").json()["metadata"] == {"topic": "x"}
    assert [item["content"][0]["type"] for item in said(call, name)] == ["input_text", "output_text"]


def test_the_notes_of_a_conversation_can_be_changed(call: Call) -> None:
    name = begin(call)
    call(f"conversations/{name}", {"metadata": {"title": "Trains"}})
    assert call(f"conversations/{name}").json()["metadata"] == {"title": "Trains"}


def test_items_can_be_added_shown_and_deleted(call: Call) -> None:
    name = begin(call)
    (added,) = call(f"conversations/{name}/items", {"items": [HELLO]}).json()["data"]
    path = f"conversations/{name}/items/{added['id']}"
    assert call(path).json() == added
    assert call(path, method="DELETE").json()["id"] == name
    assert call(path).status_code == 404
    assert said(call, name) == []


def test_items_are_listed_a_page_at_a_time_the_newest_first(call: Call) -> None:
    name = begin(call, items=[{"role": "user", "content": str(number)} for number in range(5)])
    page = call(f"conversations/{name}/items?limit=2").json()
    assert [item["content"][0]["text"] for item in page["data"]] == ["4", "3"]
    rest = said(call, name, f"limit=10&after={page['last_id']}")
    assert [item["content"][0]["text"] for item in rest] == ["2", "1", "0"]


def test_a_deleted_conversation_is_gone(call: Call) -> None:
    name = begin(call)
    assert call(f"conversations/{name}", method="DELETE").json()["deleted"] is True
    assert call(f"conversations/{name}").status_code == 404
    assert respond(call, conversation=name).status_code == 404


def test_a_conversation_is_its_own_accounts(call: Call) -> None:
    name = begin(call)
    assert call(f"conversations/{name}", key="sk-practice-other").status_code == 404


def test_a_conversation_does_not_grow_without_end(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversations, "MOST_ITEMS", 3)
    name = begin(call)
    assert respond(call, conversation=name).status_code == 200
    answer = respond(call, conversation=name)
    assert answer.json()["error"]["param"] == "conversation"


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({"items": [HELLO] * 21}, "items"),
        ({"items": [{"role": "boss", "content": "a"}]}, "items[0].role"),
        ({"items": "Hello"}, "items"),
        ({"title": "Trains"}, "title"),
        ({"metadata": {str(number): "x" for number in range(17)}}, "metadata"),
    ],
)
def test_what_openai_refuses_is_refused(call: Call, body: dict[str, Any], param: str) -> None:
    answer: requests.Response = call("conversations", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


def test_what_is_said_at_the_same_time_is_all_kept(call: Call) -> None:
    name = begin(call)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: respond(call, conversation=name).status_code, range(16)))
    assert answers == [200] * 16
    assert len(said(call, name, "limit=100")) == 32


def test_the_official_client_keeps_a_conversation(client: openai.OpenAI) -> None:
    name = client.conversations.create(metadata={"title": "Trains"}).id
    client.responses.create(model="gpt-4o", input="Hello", conversation=name)
    assert [item.type for item in client.conversations.items.list(name)] == ["message", "message"]
    added = client.conversations.items.create(
        name, items=[{"type": "message", "role": "user", "content": "Hi"}]
    )
    assert added.data[0].type == "message"
    client.conversations.items.delete(str(added.data[0].id), conversation_id=name)
    assert client.conversations.update(name, metadata={"title": "Boats"}).metadata == {"title": "Boats"}
    assert client.conversations.delete(name).deleted is True
