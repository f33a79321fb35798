"""Message an Assistant and its files, from the form to Practice and back, over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from actions import outputs
from actions.registry import get
from connections import remote_files
from connections.client import Client
from connections.errors import NotFound, Rejected
from tests.actions.offers import Shop, posted
from tests.catalog.performing import read
from tests.practice.conftest import KEY, Call

SLUG = "message-an-assistant"


@pytest.fixture
def client(practice: str) -> Iterator[Client]:
    with Client(practice, key=KEY) as client:
        yield client


def message(client: Client, **fields: object) -> list[outputs.Value]:
    asked = {"message": "Which word is the longest?", "memory": "thread", "model": "gpt-4o", **fields}
    form: Any = get(SLUG).form(posted(**asked), connections=[Shop()])
    assert form.is_valid(), form.errors
    return [read(value) for value in get(SLUG).perform(client, form.values)]


def only(kind: type, values: list[outputs.Value]) -> Any:
    (found,) = [value for value in values if isinstance(value, kind)]
    return found


def test_a_thread_goes_on_from_message_to_message(client: Client) -> None:
    first = only(outputs.Thread, message(client))
    second = message(client, message="And the shortest?", conversation=first.thread_id)

    assert first.thread_id.startswith("conv_")
    assert "in a conversation of 3" in only(outputs.Text, second).text.replace("*", "")


def test_the_words_that_came_are_the_answer(client: Client) -> None:
    values = message(client, memory="none")
    words = [value.text for value in values if isinstance(value, outputs.Delta)]

    assert "".join(words) == only(outputs.Text, values).text


def test_what_the_code_interpreter_made_is_kept(client: Client) -> None:
    file = only(outputs.Binary, message(client, tools__0__type="code_interpreter"))

    assert (file.filename, file.media_type) == ("words.csv", "text/csv")
    assert b"longest" in file.file.read()


def test_a_thread_that_is_not_there_is_an_error_at_its_field(client: Client) -> None:
    with pytest.raises(NotFound):
        message(client, conversation="conv_nowhere")


def test_files_are_listed_page_by_page_and_deleted(
    client: Client, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_files, "PAGE", 2)
    for name in ("a.txt", "b.txt", "c.txt"):
        call("files", files={"file": (name, b"hello")}, data={"purpose": "assistants"})
    first = remote_files.listed(client)
    rest = remote_files.listed(client, first.after)

    assert [file.filename for file in (*first.files, *rest.files)] == ["c.txt", "b.txt", "a.txt"]
    assert rest.after == ""

    with pytest.raises(Rejected):
        remote_files.content(client, first.files[0].file_id)
    remote_files.delete(client, first.files[0].file_id)
    with pytest.raises(NotFound):
        remote_files.found(client, first.files[0].file_id)
