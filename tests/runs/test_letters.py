"""Letters about runs that took long: to whoever wants them, once, and saying nothing of what was asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from connections.models import Connection
from people.models import User
from runs import broker, sweep, tasks
from runs.models import Letter, Output, Record, Run
from runs.models.letters import MOST_TRIES
from tests.processes import Office, wait_until
from tests.runs.conftest import Ask
from tests.runs.pages import a_connection, a_run

ADDRESS = "/account/told/"


@pytest.fixture(autouse=True)
def mails(settings: Settings) -> None:
    settings.MAILS, settings.PUBLIC_URL = True, "https://workroom.example.org"


@pytest.fixture
def desk(db: None) -> Connection:
    return a_connection()


@pytest.fixture
def alice(alice: User) -> User:
    """Alice wants a letter after ten minutes."""
    alice.write_after = 10
    alice.save()
    return alice


def ended(run: Run, *, minutes: float = 11, state: str = "succeeded") -> Run:
    """Have the run end after so many minutes, as a worker ends it."""
    Run.objects.filter(pk=run.pk).update(created_at=timezone.now() - timedelta(minutes=minutes))
    attempt = Run.objects.get(pk=run.pk).claim("worker")
    assert attempt
    if state == "cancelled":
        assert attempt.cancelled()
    elif state == "failed":
        assert attempt.fail({"kind": "rejected", "message": "No."})
    else:
        assert attempt.succeed(Record(outputs=[Output(kind="text", text="A secret answer")]))
    return run


def broken(*_: Any) -> None:
    raise ConnectionRefusedError


def test_whoever_wants_it_gets_a_letter_about_a_run_that_took_long(alice: User, desk: Connection) -> None:
    run = ended(a_run(alice, desk, "A secret question"))
    tasks.write()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["alice@example.com"], "Finished: Create a Completion")
    assert f"https://workroom.example.org{run.get_absolute_url()}" in letter.body
    assert "https://workroom.example.org/account/" in letter.body


def test_a_letter_says_nothing_of_what_was_asked_and_answered(alice: User, desk: Connection) -> None:
    ended(a_run(alice, desk, "A secret question"))
    tasks.write()
    assert "secret" not in f"{mail.outbox[0].subject} {mail.outbox[0].body}"


def test_a_run_is_written_about_once(alice: User, desk: Connection) -> None:
    ended(a_run(alice, desk))
    for _ in range(2):
        tasks.write()
    assert len(mail.outbox) == 1


def test_two_workers_do_not_take_the_same_letter(alice: User, desk: Connection) -> None:
    ended(a_run(alice, desk))
    assert Letter.objects.take()
    assert Letter.objects.take() is None


def test_a_failure_is_written_about_as_one(alice: User, desk: Connection) -> None:
    ended(a_run(alice, desk), state="failed")
    tasks.write()
    assert mail.outbox[0].subject == "Failed: Create a Completion"
    assert "did not work" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("minutes", "state", "person"),
    [
        (9, "succeeded", {}),
        (11, "cancelled", {}),
        (11, "succeeded", {"write_after": None}),
        (11, "succeeded", {"email": ""}),
    ],
    ids=["too short", "cancelled", "not wanted", "no address"],
)
def test_no_other_run_is_written_about(
    alice: User, desk: Connection, minutes: int, state: str, person: dict[str, Any]
) -> None:
    User.objects.filter(pk=alice.pk).update(**person)
    ended(a_run(alice, desk), minutes=minutes, state=state)
    assert not Letter.objects.exists()


def test_where_there_is_no_mail_server_no_letter_is_owed(
    alice: User, desk: Connection, settings: Settings
) -> None:
    settings.MAILS = False
    ended(a_run(alice, desk))
    assert not Letter.objects.exists()


@pytest.mark.parametrize("gone", [{"is_active": False}, {"discarded": True}], ids=["person", "run"])
def test_nobody_is_written_to_about_what_they_can_no_longer_open(
    alice: User, desk: Connection, gone: dict[str, bool]
) -> None:
    run = ended(a_run(alice, desk))
    User.objects.filter(pk=alice.pk).update(is_active=gone.get("is_active", True))
    if gone.get("discarded"):
        Run.objects.filter(pk=run.pk).update(discarded_at=timezone.now())
    tasks.write()
    assert mail.outbox == []


def test_a_letter_that_the_mail_server_does_not_take_is_tried_again_later(
    alice: User, desk: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended(a_run(alice, desk))
    with monkeypatch.context() as patch:
        patch.setattr("runs.letters.send_mail", broken)
        tasks.write()
    tasks.write()
    assert mail.outbox == []  # its time has not come
    Letter.objects.update(not_before=timezone.now())
    tasks.write()
    assert len(mail.outbox) == 1


def test_it_is_tried_less_and_less_often_and_in_the_end_no_more(
    alice: User, desk: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("runs.letters.send_mail", broken)
    ended(a_run(alice, desk))
    pauses = []
    while Letter.objects.due().exists():
        tasks.write()
        pauses.append(round((Letter.objects.get().not_before - timezone.now()).total_seconds() / 60))
        Letter.objects.update(not_before=timezone.now())
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128]
    assert len(pauses) == MOST_TRIES


def test_a_letter_is_in_the_language_of_whoever_gets_it(
    alice: User, desk: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.filter(pk=alice.pk).update(language="de")
    run = ended(a_run(alice, desk))
    Run.objects.filter(pk=run.pk).update(created_at=timezone.now().replace(year=2026, month=5, day=4))
    tasks.write()
    assert "4. Mai 2026" in mail.outbox[0].body


def test_a_worker_posts_what_the_sweeper_finds_due(office: Office, ask: Ask, owner: User) -> None:
    run = ask()
    User.objects.filter(pk=owner.pk).update(write_after=1, email="alice@example.com")
    Run.objects.filter(pk=run.pk).update(
        created_at=timezone.now() - timedelta(minutes=2), state="failed", error={}
    )
    Letter.objects.create(run=run)
    office.worker.env["EMAIL_URL"] = f"filemail:///{office.folder}/letters"
    office.worker.start()
    wait_until(broker.worker_alive)
    for _ in range(2):
        sweep.have_letters_written()
    wait_until(lambda: Letter.objects.get().posted_at)
    (letter,) = wait_until(lambda: list((office.folder / "letters").glob("*")))
    assert "To: alice@example.com" in letter.read_text()
    assert broker.messages() == 0


def test_the_account_says_after_how_many_minutes(as_alice: Client, alice: User) -> None:
    as_alice.post(ADDRESS, {"write_after": "45"})
    alice.refresh_from_db()
    assert alice.write_after == 45
    assert 'value="45"' in as_alice.get("/account/").content.decode()
    as_alice.post(ADDRESS, {"write_after": ""})
    alice.refresh_from_db()
    assert alice.write_after is None


def test_a_time_that_cannot_be_is_refused_in_plain_words_and_kept(as_alice: Client, alice: User) -> None:
    page = as_alice.post(ADDRESS, {"write_after": "0"}).content.decode()
    assert "greater than or equal to 1" in page
    assert 'value="0"' in page
    alice.refresh_from_db()
    assert alice.write_after == 10


def test_whoever_has_no_address_hears_what_to_do(as_alice: Client, alice: User) -> None:
    User.objects.filter(pk=alice.pk).update(email="")
    assert "have an administrator add your e-mail address" in as_alice.get("/account/").content.decode()


def test_without_a_mail_server_the_account_offers_no_letters(as_alice: Client, settings: Settings) -> None:
    settings.MAILS = False
    assert "write_after" not in as_alice.get("/account/").content.decode()
