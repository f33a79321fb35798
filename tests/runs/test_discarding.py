"""What is deleted is gone at once, can be put back for a while, and then goes with its files."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from actions import registry
from audit.events import Event
from audit.models import Entry
from connections.models import Connection
from runs import samples, shelves
from runs.discarding import discard, drop_discarded, gone, restorable, restore
from runs.models import Attachment, Document, Output, Run
from runs.paging import PER_PAGE
from runs.queue import in_queue
from tests.runs.pages import HTMX, a_connection, a_file, a_form, a_recording, a_run, answered, body

TRANSCRIBE = "/actions/create-a-transcription/"


@pytest.fixture
def line(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def run(alice: Any, line: Connection) -> Run:
    """A failed run with a file of every sort, so that it is in every list there is."""
    run = a_run(alice, line, "Sunset over the harbour")
    Attachment.objects.keep(alice, "file", a_recording()).attach(run)
    sound, picture = (
        a_file(b"bytes", "said.mp3", "audio/mpeg", "audio"),
        a_file(b"bytes", "drawn.png", "image/png", "image"),
    )
    kept = Output(kind="remotefile", text="file-1", data={"filename": "kept.txt"})
    return answered(run, sound, picture, kept, state="failed")


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def deleted(client: Client, run: Run) -> str:
    """Delete a run as a person does; return the moment that the offer to undo it names."""
    page = client.post(f"/runs/{run.key}/delete/", follow=True).content.decode()
    return page.partition('name="moment" type="submit" value="')[2].partition('"')[0]


def status(client: Client, address: str) -> int:
    answer = client.get(address)
    body(answer)
    return answer.status_code


def names(client: Client, page: str, run: Run) -> bool:
    """Whether a page leads to a run or to a result of it."""
    text = client.get(page).content.decode()
    known: list[Any] = [run, *run.outputs.all()]
    return any(str(each.key) in text for each in known)


LISTS = ["/", "/runs/", "/runs/?q=harbour", "/gallery/", "/recordings/", "/actions/create-a-completion/"]


def test_it_is_in_no_list_any_more(as_alice: Client, run: Run) -> None:
    child = a_run(run.owner, run.connection, "After", parent=run)  # type: ignore[arg-type]  # it has one
    pages = [*LISTS, child.get_absolute_url()]
    assert [names(as_alice, page, run) for page in pages] == [True] * len(pages)
    deleted(as_alice, run)
    assert [names(as_alice, page, run) for page in pages] == [False] * len(pages)


def test_none_of_its_addresses_is_found_any_more(as_alice: Client, run: Run) -> None:
    picture = run.outputs.get(kind="image")
    form = f"/actions/edit-an-image/?source={picture.key}"
    files: list[Any] = [run.attachments.get(), *run.outputs.exclude(file="")]
    addresses = [run.get_absolute_url(), f"/runs/{run.key}/again/", f"/gallery/{picture.key}/"]
    addresses += [file.get_absolute_url() for file in files]
    assert [status(as_alice, address) for address in addresses] == [200] * 6
    assert str(picture.key) in as_alice.get(form).content.decode()
    deleted(as_alice, run)
    assert [status(as_alice, address) for address in addresses] == [404] * 6
    assert "drawn.png" not in as_alice.get(form).content.decode()
    deeds = [f"/runs/{run.key}/{deed}/" for deed in ("delete", "repeat")]
    assert [as_alice.post(deed).status_code for deed in deeds] == [404] * 2


def test_neither_the_queue_nor_a_shelf_offers_it_any_more(run: Run, line: Connection) -> None:
    assert in_queue().contains(run)
    assert len(shelves.files(run.owner, line)) == 1
    discard(Run.objects.all())
    assert not in_queue().contains(run)
    assert shelves.files(run.owner, line) == []


def test_its_upload_is_not_taken_for_another_form(as_alice: Client, run: Run, line: Connection) -> None:
    form = {"connection": str(line.pk), "model": "whisper-1", "file-kept": str(run.attachments.get().key)}
    discard(Run.objects.all())
    assert as_alice.post(TRANSCRIBE, {**a_form(line), **form}).status_code == 422
    assert Run.objects.count() == 1


def test_a_sample_that_was_deleted_is_made_anew(alice: Any, line: Connection) -> None:
    action = registry.get("generate-an-audio")
    values = action.sample({"method": "speech", "model": "tts-1", "voice": "nova"})
    first = answered(samples.asked(alice, line, action, values))
    assert samples.asked(alice, line, action, values) == first
    discard(Run.objects.all())
    assert samples.asked(alice, line, action, values) != first


def test_what_was_deleted_is_put_back_by_the_button_of_the_message(as_alice: Client, run: Run) -> None:
    moment = deleted(as_alice, run)
    answer = as_alice.post("/runs/restore/", {"moment": moment})
    assert answer.headers["Location"] == run.get_absolute_url()
    assert "It is back." in as_alice.get(run.get_absolute_url()).content.decode()
    assert str(run.key) in as_alice.get("/runs/?q=harbour", headers=HTMX).content.decode()
    assert Entry.objects.get(event=Event.RUN_RESTORED).key == str(run.key)


def test_nobody_puts_back_what_somebody_else_deleted(as_alice: Client, as_bob: Client, run: Run) -> None:
    moment = deleted(as_alice, run)
    page = as_bob.post("/runs/restore/", {"moment": moment}, follow=True).content.decode()
    assert "too late" in page
    assert not Run.objects.kept().exists()


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-01-01", "0001-01-01T00:00:00+14:00", "\0"])
def test_a_moment_that_is_none_puts_nothing_back(as_alice: Client, run: Run, moment: str) -> None:
    deleted(as_alice, run)
    assert "too late" in as_alice.post("/runs/restore/", {"moment": moment}, follow=True).content.decode()
    assert not Run.objects.kept().exists()


def test_a_run_that_is_not_over_is_not_deleted(as_alice: Client, alice: Any, line: Connection) -> None:
    run = a_run(alice, line)
    page = as_alice.post(f"/runs/{run.key}/delete/", follow=True).content.decode()
    assert "cancel it, then delete it" in page
    assert Run.objects.kept().exists()


def test_two_who_delete_the_same_are_recorded_as_one_deed(run: Run) -> None:
    assert [discard(Run.objects.all())[1] for _ in range(2)] == [1, 0]
    assert Entry.objects.filter(event=Event.RUN_DELETED).count() == 1


def test_for_as_long_as_it_can_be_put_back_nothing_of_it_goes(run: Run) -> None:
    before = stored()
    discard(Run.objects.all())
    drop_discarded()
    assert (Run.objects.get(), stored()) == (run, before)


def test_after_that_it_goes_for_good_with_its_files(
    run: Run, alice: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = answered(a_run(alice, run.connection, "Another"))  # type: ignore[arg-type]  # it has one
    moment, _ = discard(Run.objects.filter(pk=run.pk))
    late = moment - timedelta(minutes=settings.UNDO_MINUTES)
    Run.objects.filter(pk=run.pk).update(discarded_at=late)
    assert restore(restorable(alice).filter(discarded_at=late)) == []
    with django_capture_on_commit_callbacks(execute=True):
        drop_discarded()
    assert (list(Run.objects.all()), stored()) == ([other], [])
    assert Document.objects.count() == 1


def test_what_is_put_back_at_the_last_moment_stays(run: Run) -> None:
    due = Run.objects.filter(discarded_at__lt=timezone.now())
    assert not gone(due, run.pk)
    assert Run.objects.exists()


def test_what_was_lately_deleted_is_listed_and_put_back_one_by_one_or_all_together(
    as_alice: Client, alice: Any, run: Run, line: Connection
) -> None:
    assert "/runs/deleted/" not in as_alice.get("/runs/").content.decode()
    for name in ("Two", "Three"):
        answered(a_run(alice, line, name))
    discard(Run.objects.all())
    assert "/runs/deleted/" in as_alice.get("/runs/").content.decode()
    page = as_alice.get("/runs/deleted/").content.decode()
    assert [name in page for name in ("Sunset over the harbour", "Two", "Three")] == [True, True, True]
    as_alice.post("/runs/restore/", {"run": str(run.key)})
    assert list(Run.objects.kept()) == [run]
    assert "Sunset over the harbour" not in as_alice.get("/runs/deleted/").content.decode()
    as_alice.post("/runs/restore/", {"all": "yes"})
    assert Run.objects.kept().count() == 3
    assert "Nothing was deleted lately" in as_alice.get("/runs/deleted/").content.decode()


def test_nobody_sees_or_puts_back_what_another_deleted(as_bob: Client, run: Run) -> None:
    discard(Run.objects.all())
    assert "Sunset" not in as_bob.get("/runs/deleted/").content.decode()
    for meant in ({"all": "yes"}, {"run": str(run.key)}, {"run": "none"}, {}):
        as_bob.post("/runs/restore/", meant)
    assert not Run.objects.kept().exists()


def test_what_cannot_be_put_back_any_more_is_not_listed(as_alice: Client, run: Run) -> None:
    late = timezone.now() - timedelta(minutes=settings.UNDO_MINUTES, seconds=1)
    Run.objects.update(discarded_at=late)
    assert "Sunset" not in as_alice.get("/runs/deleted/").content.decode()
    assert "too late" in as_alice.post("/runs/restore/", {"all": "yes"}, follow=True).content.decode()


def test_a_long_list_of_what_was_deleted_has_pages_of_as_many_queries_as_a_short_one(
    as_alice: Client, alice: Any, line: Connection, django_assert_max_num_queries: Any
) -> None:
    for number in range(PER_PAGE + 2):
        a_run(alice, line, f"Number {number}.")
    Run.objects.update(discarded_at=timezone.now())
    with django_assert_max_num_queries(8):
        page = as_alice.get("/runs/deleted/").content.decode()
    assert "Number 26." in page
    assert "Number 1." not in page
    older = re.search(r'rel="next" href="([^"]+)"', page)
    assert older
    rest = as_alice.get(f"/runs/deleted/{older[1]}").content.decode()
    assert [f"Number {number}." in rest for number in (0, 1, 2)] == [True, True, False]
    assert "There is nothing older" in as_alice.get("/runs/deleted/?before=1").content.decode()


@pytest.mark.sqlite
def test_what_can_be_put_back_is_found_without_looking_through_all_that_a_person_ran(alice: Any) -> None:
    assert "INDEX run_restorable (owner_id=? AND discarded_at>?)" in restorable(alice).explain()
