"""The state machine: each step moves a run once, and only for whom it belongs to."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from connections.models import Connection
from runs.models import Attachment, Attempt, Output, Record, Run, State

pytestmark = pytest.mark.django_db


class Echo:
    """As much of an action as submitting asks for."""

    slug = "echo"

    def headline(self, values: Any) -> str:
        return str(values.get("prompt", ""))

    def model(self, _values: Any) -> str:
        return "parrot-1"


@pytest.fixture
def line() -> Connection:
    return Connection.objects.create(name="Line", base_url="http://127.0.0.1:9/v1")


@pytest.fixture
def run(alice: Any, line: Connection) -> Run:
    return submitted(alice, line)


def submitted(alice: Any, line: Connection, **values: Any) -> Run:
    return Run.objects.submit(alice, line, Echo(), {"prompt": "Hello", **values})  # type: ignore[arg-type]


def claimed(run: Run) -> Attempt:
    attempt = run.claim("worker")
    assert attempt
    return attempt


def stored() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_a_submitted_run_waits_and_knows_what_it_is_about(run: Run) -> None:
    assert (run.state, run.headline, run.model, run.connection_name) == (
        "queued",
        "Hello",
        "parrot-1",
        "Line",
    )


def test_only_one_worker_gets_a_run(run: Run) -> None:
    assert claimed(run).number == 1
    assert Run.objects.get().claim("another") is None


def test_a_run_is_not_claimed_before_its_time(run: Run) -> None:
    Run.objects.update(not_before=timezone.now() + timedelta(minutes=1))
    assert run.claim("worker") is None


def test_a_finished_run_stays_finished(run: Run) -> None:
    attempt = claimed(run)
    assert attempt.succeed(Record(usage={"total_tokens": 3}))
    assert not attempt.fail({"message": "No"})
    assert not attempt.requeue()
    assert not run.cancel()
    run.refresh_from_db()
    assert (run.state, run.usage, run.is_over) == ("succeeded", {"total_tokens": 3}, True)


def test_an_attempt_that_lost_its_run_can_do_nothing(run: Run) -> None:
    first = claimed(run)
    assert first.requeue()
    second = claimed(run)
    steps = [
        first.sent(),
        first.say("x"),
        first.succeed(Record()),
        first.fail({}),
        first.cancelled(),
        first.requeue(),
    ]
    assert not any(steps)
    assert second.sent()
    assert second.number == 2


def test_an_attempt_that_lost_its_run_leaves_no_outputs(run: Run) -> None:
    first = claimed(run)
    first.requeue()
    assert not first.succeed(Record(outputs=[Output(kind="text", text="Late")]))
    assert not Output.objects.exists()


def test_sending_is_recorded_on_the_run_and_the_attempt(run: Run) -> None:
    assert claimed(run).sent()
    run.refresh_from_db()
    assert run.sent_at
    assert Attempt.objects.get().sent_at == run.sent_at


def test_a_new_attempt_has_sent_nothing_yet(run: Run) -> None:
    attempt = claimed(run)
    attempt.sent()
    attempt.retry(timezone.now(), {})
    claimed(run)
    assert run.sent_at is None


def test_sending_is_refused_once_somebody_cancelled(run: Run) -> None:
    attempt = claimed(run)
    assert run.cancel()
    assert not attempt.sent()


def test_a_lost_run_is_put_back_only_while_it_is_unsent(run: Run) -> None:
    attempt = claimed(run)
    attempt.sent()
    assert not attempt.where("sent_at IS NULL").requeue()
    assert attempt.where("sent_at IS NOT NULL").requeue()


def test_a_waiting_run_is_cancelled_at_once(run: Run) -> None:
    assert run.cancel()
    assert (run.state, run.finished_at is None) == (State.CANCELLED, False)
    assert run.claim("worker") is None


def test_a_running_run_is_asked_to_end(run: Run) -> None:
    attempt = claimed(run)
    assert run.cancel()
    assert (run.state, run.cancel_requested) == (State.RUNNING, True)
    assert not attempt.retry(timezone.now(), {})
    assert attempt.cancelled()


def test_a_retry_waits_for_its_time(run: Run) -> None:
    later = timezone.now() + timedelta(minutes=1)
    claimed(run).retry(later, {"message": "Busy"})
    run.refresh_from_db()
    assert (run.state, run.not_before) == (State.QUEUED, later)
    assert not Run.objects.claimable().exists()
    assert Attempt.objects.get().error == {"message": "Busy"}


def test_leases_are_renewed_together_and_only_for_whom_they_are(alice: Any, line: Connection) -> None:
    runs = [submitted(alice, line) for _ in range(3)]
    attempts = [claimed(run).pk for run in runs]
    Run.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    assert Run.objects.lost().count() == 3
    assert Run.objects.renew(attempts[:2]) == 2
    assert list(Run.objects.lost()) == [runs[2]]


def test_history_is_paged_by_key(alice: Any, line: Connection) -> None:
    runs = [submitted(alice, line) for _ in range(3)]
    assert list(Run.objects.newest()[:2]) == [runs[2], runs[1]]
    assert list(Run.objects.newest(before=runs[1].pk)) == [runs[0]]


def test_people_see_their_own_runs_only(run: Run, bob: Any, carol: Any, alice: Any) -> None:
    assert [Run.objects.visible_to(user).count() for user in (alice, bob, carol)] == [1, 0, 0]


def test_files_come_back_at_their_places(alice: Any, line: Connection) -> None:
    values = {
        "file": SimpleUploadedFile("a.txt", b"one", "text/plain"),
        "images": [{"file": SimpleUploadedFile("b.png", b"two", "image/png"), "note": "x"}],
    }
    run = Run.objects.get(pk=submitted(alice, line, **values).pk)
    assert run.values == {"prompt": "Hello", "file": None, "images": [{"file": None, "note": "x"}]}
    with run.inputs() as inputs:
        assert inputs["file"].read() == b"one"
        image = inputs["images"][0]["file"]
        assert (image.name, image.content_type, image.size, image.read()) == ("b.png", "image/png", 3, b"two")
    assert image.closed


def test_the_name_of_an_upload_is_no_part_of_a_path(alice: Any, line: Connection) -> None:
    submitted(alice, line, file=ContentFile(b"x", name="../../evil.sh"))
    attachment = Attachment.objects.get()
    assert attachment.filename == "evil.sh"
    assert "evil" not in str(attachment.file.name)
    assert [path.stat().st_mode & 0o777 for path in stored()] == [0o600]


def test_a_kept_upload_becomes_the_runs(alice: Any, line: Connection) -> None:
    kept = Attachment.objects.keep(alice, "file", SimpleUploadedFile("a.txt", b"one"))
    run = submitted(alice, line, file=kept.opened())
    assert run.attachments.get() == kept


def test_a_file_of_another_run_is_copied(alice: Any, line: Connection) -> None:
    first = submitted(alice, line, file=SimpleUploadedFile("a.txt", b"one"))
    with first.inputs() as values:
        second = Run.objects.submit(alice, line, Echo(), values, parent=first)  # type: ignore[arg-type]
    first.delete()
    with second.inputs() as values:
        assert values["file"].read() == b"one"


def test_nobody_gets_at_a_strangers_upload(alice: Any, bob: Any, line: Connection) -> None:
    kept = Attachment.objects.keep(bob, "file", SimpleUploadedFile("a.txt", b"one"))
    with pytest.raises(Attachment.DoesNotExist):
        submitted(alice, line, file=kept.opened())
    assert not Run.objects.exists()


def test_deleting_a_run_deletes_its_files(
    alice: Any, line: Connection, django_capture_on_commit_callbacks: Any
) -> None:
    run = submitted(alice, line, file=SimpleUploadedFile("a.txt", b"one"))
    assert len(stored()) == 1
    with django_capture_on_commit_callbacks(execute=True):
        alice.delete()
    assert not Run.objects.filter(pk=run.pk).exists()
    assert stored() == []
