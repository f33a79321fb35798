"""A run of one's own that begins with what somebody else showed."""

from typing import Any

import pytest
from django.test import Client

from actions import registry
from connections.models import Connection
from runs.models import Attachment, Run
from tests.runs.pages import a_connection, a_recording, a_run, answered
from tests.sharing.pages import PROMPT, shared


@pytest.fixture
def transcribed(alice: Any) -> Run:
    line = a_connection()
    values = {"model": "whisper-1", "file": a_recording()}
    run = Run.objects.submit(alice, line, registry.get("create-a-transcription"), values)
    return answered(run)


def test_the_form_is_filled_in_as_it_was_asked_in_ones_own_name(
    as_alice: Client, as_bob: Client, bob: Any, run: Run
) -> None:
    share = shared(as_alice, run)
    page = as_bob.post(f"/shared/{share.key}/start/")
    assert page.context["form"].initial["messages"][0]["content"] == PROMPT
    assert page.context["form"].initial["connection"] == str(run.connection_id)
    assert PROMPT in page.content.decode()
    assert str(run.key) not in page.content.decode()


def test_its_files_are_copied_for_whoever_starts(
    as_alice: Client, as_bob: Client, bob: Any, transcribed: Run
) -> None:
    share = shared(as_alice, transcribed)
    page = as_bob.post(f"/shared/{share.key}/start/").content.decode()
    copy = Attachment.objects.get(owner=bob)
    assert copy.run is None
    assert str(copy.key) in page
    assert str(transcribed.attachments.get().key) not in page
    with copy.opened() as file, transcribed.attachments.get().opened() as first:
        assert file.read() == first.read()


def test_a_connection_that_is_not_theirs_is_not_proposed(
    as_alice: Client, as_bob: Client, bob: Any, run: Run
) -> None:
    share = shared(as_alice, run)
    own = a_connection("Bob's usual")
    a_run(bob, own)
    Connection.objects.filter(runs=run).update(enabled=False)
    page = as_bob.post(f"/shared/{share.key}/start/")
    assert page.context["form"].initial["connection"] == str(own.pk)


def test_somebody_elses_conversation_is_not_gone_on_with(
    as_alice: Client, as_bob: Client, alice: Any
) -> None:
    values = {"message": "Hello", "model": "gpt-5", "memory": "thread"}
    action = registry.get("message-an-assistant")
    (name,) = (
        name for name, field in action.fields.items() if getattr(field, "shelf", "") == "conversations"
    )
    run = answered(Run.objects.submit(alice, a_connection(), action, {**values, name: "conv_1"}))
    share = shared(as_alice, run)
    page = as_bob.post(f"/shared/{share.key}/start/")
    assert page.context["form"].initial["message"] == "Hello"
    assert "conv_1" not in str(page.context["form"].initial)
