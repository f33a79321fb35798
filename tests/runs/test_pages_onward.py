"""From a result to the next form: what an address fills in, and what stands on the shelves."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from actions import outputs
from assistants.models import Assistant, Conversation
from connections.models import Connection
from runs.models import Attempt, Output, Run
from runs.recording import Recording
from tests.runs.pages import a_connection, a_run, answered

pytestmark = pytest.mark.django_db
MESSAGE = "/actions/message-an-assistant/"
REPLY = outputs.Onward("Reply", "message-an-assistant", {"conversation": "conv_1", "assistant": "5"})


@pytest.fixture
def line() -> Connection:
    return a_connection()


@pytest.fixture
def run(alice: Any, line: Connection) -> Run:
    return a_run(alice, line)


def test_an_address_fills_in_the_fields_it_names(as_alice: Client, alice: Any, line: Connection) -> None:
    other = a_connection("Other")
    made = Assistant.objects.create(owner=alice, name="Librarian", model="gpt-4o")
    page = as_alice.get(
        f"{MESSAGE}?connection={other.pk}&assistant={made.pk}&conversation=conv_9"
    ).content.decode()

    assert f'<option value="{other.pk}" selected>' in page
    assert f'<option value="{made.pk}" selected>' in page
    assert 'value="conv_9"' in page


def test_each_value_of_a_group_becomes_a_row(as_alice: Client, line: Connection) -> None:
    page = as_alice.get(f"{MESSAGE}?file_ids=file-1&file_ids=file-2").content.decode()

    assert 'name="file_ids-0-file_id" value="file-1"' in page
    assert 'name="file_ids-1-file_id" value="file-2"' in page


def test_an_address_cannot_choose_a_connection_that_is_not_ones_own(
    as_alice: Client, line: Connection
) -> None:
    hidden = a_connection("Hidden", enabled=False)

    assert "Hidden" not in as_alice.get(f"{MESSAGE}?connection={hidden.pk}").content.decode()


def test_what_an_address_says_is_escaped(as_alice: Client, line: Connection) -> None:
    page = as_alice.get(f"{MESSAGE}?message=%3Cscript%3Ealert(1)%3C/script%3E").content.decode()

    assert "<script>alert" not in page


def test_another_persons_assistant_cannot_be_messaged(as_alice: Client, bob: Any, line: Connection) -> None:
    theirs = Assistant.objects.create(owner=bob, name="Bob's own", model="gpt-4o")
    form = {"connection": line.pk, "message": "Hi", "assistant": theirs.pk, "memory": "thread", "model": ""}
    answer = as_alice.post(MESSAGE, form)

    assert answer.status_code == 422
    assert "Bob's own" not in answer.content.decode()


def test_a_run_keeps_what_the_assistant_was_made_of(as_alice: Client, alice: Any, line: Connection) -> None:
    made = Assistant.objects.create(owner=alice, name="Librarian", model="gpt-4o", instructions="Be brief.")
    as_alice.post(
        MESSAGE,
        {"connection": line.pk, "message": "Hi", "assistant": made.pk, "memory": "thread", "model": ""},
    )
    made.delete()
    run = Run.objects.get()

    assert (run.model, run.values["assistant"]["instructions"]) == ("gpt-4o", "Be brief.")
    assert "Be brief." in as_alice.get(run.get_absolute_url()).content.decode()


def test_a_thread_is_kept_with_the_run_and_remembered_for_the_person(run: Run, alice: Any) -> None:
    recording = Recording(run, Attempt.objects.create(run=run, number=1))
    recording.take(outputs.Thread("conv_1", "Hello", REPLY))

    (output,) = recording.record.outputs
    assert (output.kind, output.text) == ("thread", "conv_1")
    remembered = Conversation.objects.get()
    assert (remembered.owner, remembered.connection, remembered.title) == (alice, run.connection, "Hello")


def test_a_thread_can_be_replied_to(as_alice: Client, run: Run) -> None:
    data = {"title": "Hello", "onward": {"label": "Reply", "action": REPLY.action, "fields": REPLY.fields}}
    thread = Output(kind="thread", text="conv_1", data=data)
    answered(run, thread)
    page = as_alice.get(run.get_absolute_url()).content.decode()

    (link,) = re.findall(rf'"{MESSAGE}\?([^"]+)"', page)
    asked = {"connection": str(run.connection_id), "conversation": "conv_1", "assistant": "5"}
    assert dict(parse_qsl(unescape(link))) == {**asked, "source": str(thread.key)}


def test_the_form_offers_ones_own_threads_and_uploads(
    as_alice: Client, as_bob: Client, run: Run, alice: Any, line: Connection
) -> None:
    Conversation.objects.remember(alice, line, "conv_1", "About cats")
    answered(run, Output(kind="remotefile", text="file-1", data={"filename": "notes.txt"}))
    address = f"{MESSAGE}?connection={line.pk}&file_ids="

    hers, his = (one.get(address).content.decode() for one in (as_alice, as_bob))
    assert "About cats" in hers
    assert "notes.txt" in hers
    assert "About cats" not in his
    assert "notes.txt" not in his
