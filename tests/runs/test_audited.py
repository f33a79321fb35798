"""What the audit record is told of runs and their files, and that nothing of what was asked is in it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.events import Event
from audit.models import Entry
from connections.models import Connection
from runs.models import Attachment, Output, Run
from tests.runs.pages import COMPLETION, a_connection, a_file, a_form, a_run, answered, body

ASKED, ANSWERED = "a-secret-plan", "a secret answer"


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


def told(*events: Event) -> list[str]:
    entries = list(Entry.objects.filter(event__in=events or [Event.FILE_DOWNLOADED]).order_by("pk"))
    everything = str([vars(entry) for entry in entries])
    assert ASKED not in everything
    assert ANSWERED not in everything
    return [f"{entry.actor} {entry.label} {entry.name} {sorted(entry.told)}" for entry in entries]


def test_a_run_that_is_started_cancelled_and_deleted(as_alice: Client, line: Connection) -> None:
    as_alice.post(COMPLETION, a_form(line, ASKED), REMOTE_ADDR="192.0.2.5")
    run = Run.objects.get()
    as_alice.post(f"{run.get_absolute_url()}cancel/")
    as_alice.post(f"{run.get_absolute_url()}cancel/")  # there is nothing left to cancel
    as_alice.post(f"{run.get_absolute_url()}delete/")
    assert told(Event.RUN_STARTED, Event.RUN_CANCELLED, Event.RUN_DELETED) == [
        "alice started the run Create a Completion ['Connection: Line', 'Model: gpt-4o']",
        "alice cancelled the run Create a Completion []",
        "alice deleted the run Create a Completion []",
    ]
    entries = Entry.objects.filter(kind="run")
    assert {entry.key for entry in entries} == {str(run.key)}
    assert entries.get(event=Event.RUN_STARTED).address == "192.0.2.5"


def test_a_form_that_is_sent_twice_is_one_start(as_alice: Client, line: Connection) -> None:
    form = a_form(line, ASKED)
    as_alice.post(COMPLETION, form)
    as_alice.post(COMPLETION, form)
    assert len(told(Event.RUN_STARTED)) == 1


def test_a_run_that_somebody_elses_process_starts_is_the_owners(alice: Any, line: Connection) -> None:
    a_run(alice, line, ASKED)
    assert told(Event.RUN_STARTED) == [
        "alice started the run Create a Completion ['Connection: Line', 'Model: gpt-4o']"
    ]


def test_an_action_that_has_gone_is_named_by_what_is_left_of_it(
    as_alice: Client, alice: Any, line: Connection
) -> None:
    run = answered(a_run(alice, line, action="weave-a-carpet"))
    as_alice.post(f"{run.get_absolute_url()}delete/")
    assert told(Event.RUN_DELETED) == ["alice deleted the run Weave a carpet []"]


@pytest.fixture
def picture(alice: Any, line: Connection) -> Output:
    return answered(a_run(alice, line), a_file(b"png", f"{ASKED}.png", "image/png", "image")).outputs.get()


def test_what_a_page_shows_is_no_download(as_alice: Client, picture: Output) -> None:
    body(as_alice.get(picture.get_absolute_url()))
    body(as_alice.head(f"{picture.get_absolute_url()}?download"))
    assert told() == []


def test_a_result_that_is_saved_is_named_by_its_kind(as_alice: Client, picture: Output) -> None:
    body(as_alice.get(f"{picture.get_absolute_url()}?download"))
    etag = f'"{picture.key.hex}"'
    as_alice.get(f"{picture.get_absolute_url()}?download", headers={"If-None-Match": etag})  # not sent again
    assert told() == ["alice downloaded the file image.png []"]


def test_a_part_of_a_file_is_a_download_too(as_alice: Client, picture: Output) -> None:
    body(as_alice.get(f"{picture.get_absolute_url()}?download", headers={"Range": "bytes=1-"}))
    assert len(told()) == 1


def test_words_that_are_saved_as_a_file(as_alice: Client, alice: Any, line: Connection) -> None:
    output = answered(a_run(alice, line), Output(kind="text", text=ANSWERED)).outputs.get()
    body(as_alice.get(f"/outputs/{output.key}/{ASKED}.md?download"))
    assert told() == ["alice downloaded the file text.md []"]


def test_an_upload_that_is_fetched_back_has_its_own_name(as_alice: Client, alice: Any) -> None:
    attachment = Attachment.objects.keep(alice, "file", SimpleUploadedFile("minutes.docx", b"PK"))
    body(as_alice.get(attachment.get_absolute_url()))
    assert told() == ["alice downloaded the file minutes.docx []"]


def test_somebody_elses_file_is_neither_sent_nor_recorded(as_bob: Client, picture: Output) -> None:
    assert as_bob.get(f"{picture.get_absolute_url()}?download").status_code == 404
    assert told() == []
