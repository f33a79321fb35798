"""The sweeper's steps, each by itself, with a real broker."""

import errno
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as current
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError
from django.db.models import QuerySet
from django.utils import timezone
from pytest_django import Settings

from people.models import User
from runs import broker, events, failures, sweep
from runs.models import Attachment, Attempt, Output, Run, State, Stray
from tests.processes import Office
from tests.runs.conftest import Ask, why


def claimed(run: Run, *, sent: bool) -> Attempt:
    attempt = run.claim("worker")
    assert attempt
    if sent:
        attempt.sent()
    return attempt


def lost(run: Run) -> Run:
    """Let the run's lease run out, end it, and return it."""
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweep.end_lost()
    run.refresh_from_db()
    return run


def stored() -> list[Path]:
    return [path for path in Path(current.MEDIA_ROOT).rglob("*") if path.is_file()]


def refuse(*_: object) -> None:
    raise OSError(errno.EROFS, "Read-only file system")


def test_runs_that_no_worker_could_be_told_of_are_told_of_later(office: Office, ask: Ask) -> None:
    office.broker.stop()
    for _ in range(3):
        ask()
    office.broker.start()
    for _ in range(2):
        sweep.wake_workers()
        assert broker.messages() == 3


def test_no_more_messages_are_sent_than_there_are_workers_to_wake(
    office: Office, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broker, "MOST_MESSAGES", 2)
    for _ in range(3):
        ask()
        sweep.wake_workers()
    assert broker.messages() == 2


def test_a_broker_that_stays_away_is_asked_once_in_a_sweep(
    office: Office, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        ask()
    broker.client().flushdb()
    asked: list[bool] = []
    monkeypatch.setattr(broker, "wake", lambda: asked.append(False))
    sweep.wake_workers()
    assert len(asked) == 1


def test_a_message_that_vanished_is_sent_again(office: Office, ask: Ask) -> None:
    ask()
    sweep.wake_workers()
    assert broker.messages() == 1  # it is still there: the workers are only busy
    broker.client().flushdb()
    sweep.wake_workers()
    assert broker.messages() == 1


def test_a_retry_is_told_of_when_its_time_has_come(office: Office, ask: Ask) -> None:
    run = ask()
    claimed(run, sent=False).retry(timezone.now() + timedelta(hours=1), {})
    broker.client().flushdb()
    sweep.wake_workers()
    assert broker.messages() == 0
    Run.objects.update(not_before=timezone.now())
    sweep.wake_workers()
    assert broker.messages() == 1


def test_nobody_is_woken_for_what_a_limit_holds_back(office: Office, ask: Ask, settings: Settings) -> None:
    settings.RUNS_PER_PERSON = 1
    claimed(ask(), sent=True)
    ask()
    broker.client().flushdb()
    sweep.wake_workers()
    assert broker.messages() == 0


def test_a_run_lost_before_it_was_sent_is_repeated(ask: Ask) -> None:
    run = ask()
    claimed(run, sent=False)
    assert lost(run).state == State.QUEUED


def test_a_run_lost_after_it_was_sent_ends_and_keeps_its_words(ask: Ask) -> None:
    run = ask()
    claimed(run, sent=True)
    events.publish(run.key, "text", {"index": 0, "text": "Once "}, {"index": 0, "text": "upon"})
    assert lost(run).state == State.FAILED
    assert (why(run)["kind"], why(run)["charged"]) == ("interrupted", True)
    assert [(output.text, output.note) for output in run.outputs.all()] == [("Once upon", "Incomplete")]


def test_a_free_run_is_repeated_even_after_it_was_sent(call: Ask) -> None:
    run = call("GET")
    claimed(run, sent=True)
    assert lost(run).state == State.QUEUED


def test_a_lost_run_that_was_to_be_cancelled_is_cancelled(ask: Ask) -> None:
    run = ask()
    claimed(run, sent=True)
    run.cancel()
    assert lost(run).state == State.CANCELLED


def test_a_run_that_takes_its_worker_with_it_is_not_repeated_for_ever(ask: Ask) -> None:
    run = ask()
    for _ in range(failures.MOST_ATTEMPTS):
        claimed(run, sent=False)
        lost(run)
    assert (run.state, why(run)["kind"]) == (State.FAILED, "worn_out")


def test_a_run_whose_lease_holds_is_left_alone(ask: Ask) -> None:
    run = ask()
    claimed(run, sent=True)
    sweep.end_lost()
    run.refresh_from_db()
    assert run.state == State.RUNNING


def test_files_of_a_dead_worker_are_deleted(ask: Ask) -> None:
    run = ask()
    attempt = claimed(run, sent=True)
    name = default_storage.save(f"outputs/{run.key}/{attempt.pk}-orphan", ContentFile(b"half"))
    Stray.objects.announce(name, attempt)
    sweep.drop_strays()
    assert default_storage.exists(name)  # it may still be at work
    lost(run)
    sweep.drop_strays()
    assert stored() == []


def test_what_a_worker_writes_that_only_stood_still_is_found_later(ask: Ask) -> None:
    run = ask()
    name = f"outputs/{run.key}/late"
    Stray.objects.announce(name, claimed(run, sent=True))
    lost(run)
    sweep.drop_strays()
    default_storage.save(name, ContentFile(b"late"))
    Stray.objects.update(swept_at=timezone.now() - timedelta(hours=2))
    sweep.drop_strays()
    assert stored() == []
    assert not Stray.objects.exists()


def test_a_file_that_cannot_be_deleted_now_is_deleted_later(
    owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Attachment.objects.keep(owner, "file", ContentFile(b"x", name="a"))
    with monkeypatch.context() as broken:
        broken.setattr(FileSystemStorage, "delete", refuse)
        upload.delete()
        with pytest.raises(OSError, match="Read-only"):
            sweep.drop_strays()
    assert len(stored()) == 1
    sweep.drop_strays()
    assert stored() == []


def test_an_upload_that_is_sent_while_it_is_swept_stays(
    ask: Ask, owner: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = Attachment.objects.keep(owner, "file", ContentFile(b"x", name="a"))
    Attachment.objects.update(created_at=timezone.now() - timedelta(hours=25))
    run, lock = ask(), QuerySet.select_for_update

    def attach_first(rows: QuerySet[Attachment]) -> QuerySet[Attachment]:
        upload.attach(run)
        return lock(rows)

    monkeypatch.setattr(QuerySet, "select_for_update", attach_first)
    sweep.drop_leftovers()
    assert run.attachments.get() == upload


def test_an_upload_that_never_became_a_run_goes_after_a_day(owner: User) -> None:
    old, new = (Attachment.objects.keep(owner, "file", ContentFile(b"x", name="a")) for _ in range(2))
    Attachment.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    sweep.drop_leftovers()
    assert list(Attachment.objects.all()) == [new]
    assert len(stored()) == 1


def test_a_preview_that_was_left_behind_goes(ask: Ask) -> None:
    run = ask()
    attempt = claimed(run, sent=True)
    attempt.cancelled()
    Output.objects.create(run=run, attempt=attempt, kind="preview", preview=True)
    sweep.drop_leftovers()
    assert not Output.objects.exists()


def test_workers_get_time_to_renew_after_the_database_was_away(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    run = ask()
    claimed(run, sent=True)
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    sweeper = sweep.Sweeper()
    sweeper._trusted_at = 0.0

    def away() -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(sweep, "wake_workers", away)
    sweeper.sweep()
    sweeper.sweep()
    run.refresh_from_db()
    assert run.state == State.RUNNING
    assert caplog.text.count("database is locked") == 1


def test_the_sweeper_says_that_it_is_alive(office: Office) -> None:
    assert not broker.sweeper_alive()
    sweep.Sweeper().sweep()
    assert broker.sweeper_alive()
