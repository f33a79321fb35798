"""What a machine hears that asks whether Workroom is well."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from config.supervisor import probes
from operations import health
from operations.health import Part
from tests.processes import Office, wait_until


def asked(path: str = "/readyz", **extra: Any) -> tuple[int, dict[str, Any]]:
    answer = Client().get(path, **extra)
    return answer.status_code, answer.json()


def ailing() -> dict[str, str]:
    """What is not well, and what is said about it."""
    status, said = asked()
    parts = {name: part["says"] for name, part in said["parts"].items() if not part["ok"]}
    assert (status, said["ready"]) == ((503, False) if parts else (200, True))
    return parts


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_may_come_by_number_in_plain_http_and_without_a_session(
    office: Office, settings: Settings, path: str
) -> None:
    settings.ALLOWED_HOSTS = ["workroom.example.org"]
    settings.SECURE_SSL_REDIRECT = True
    answer = Client().get(path, headers={"host": "10.1.2.3:8000"})
    assert answer.status_code in (200, 503)
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not answer.cookies


def test_the_process_answers_though_neither_database_nor_broker_can_be_reached() -> None:
    assert asked("/healthz") == (200, {"ok": True})  # pytest-django lets nothing near a database here


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_only_asks(path: str) -> None:
    assert Client().post(path).status_code == 405


@pytest.mark.processes
def test_it_is_ready_when_everything_is_there_and_not_without_its_worker(
    office: Office, settings: Settings
) -> None:
    office.open()
    wait_until(lambda: ailing() == {})
    office.worker.kill()
    probes.forget_all(
        settings.REDIS_URL
    )  # instead of waiting until it fades; the sweeper says again that it lives
    silence = "No worker has been heard of in the last 10 seconds: runs are kept waiting."
    wait_until(lambda: ailing() == {"worker": silence})


@pytest.mark.processes
def test_without_the_broker_it_says_so_and_what_it_cannot_know(office: Office) -> None:
    office.broker.stop()
    unknown = "Not known while the queue does not answer."
    assert ailing() == {
        "queue": "The queue does not answer: runs are kept waiting.",
        "worker": unknown,
        "sweeper": unknown,
    }


def test_a_folder_that_takes_no_files_is_noticed(
    office: Office, settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    settings.MEDIA_ROOT = str(tmp_path / "file" / "media")
    assert ailing()["storage"] == "Files cannot be written."
    assert "Not ready (storage)" in caplog.text


def test_asking_leaves_no_file_behind(office: Office) -> None:
    assert "storage" not in ailing()
    assert [path for path in Path(office.folder, "media").rglob("*") if path.is_file()] == []


def test_a_database_of_an_older_version_is_not_ready(office: Office) -> None:
    assert "database" not in ailing()
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'runs' and name = '0001_initial'")
    sentence = "The database is not prepared for this version of Workroom: run manage.py prepare."
    assert ailing()["database"] == sentence


def test_the_reason_goes_to_the_log_and_not_to_strangers(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> str:
        raise OperationalError("connection to db.internal failed for user app")

    part = Part("database", broken, "Fine.", "The database does not answer.")
    for _ in range(3):
        assert health.report([part]) == {"database": {"ok": False, "says": "The database does not answer."}}
    assert caplog.text.count("db.internal") == 1  # once, not with every question


@pytest.fixture
def stuck() -> Iterator[tuple[Part, threading.Event, list[int]]]:
    """A part that hangs until the event is set, and how often it was looked at."""
    release, looks = threading.Event(), list[int]()

    def look() -> str:
        looks.append(1)
        release.wait(300)
        return ""

    yield Part("storage", look, "Fine.", "Broken."), release, looks
    release.set()


def test_a_part_that_hangs_costs_a_second_and_one_thread(
    stuck: tuple[Part, threading.Event, list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, release, looks = stuck
    well = Part("queue", lambda: "", "Fine.", "Broken.")
    monkeypatch.setattr(health, "FRESH", 3600)
    wait_until(lambda: health.report([well])["queue"]["ok"])  # on a busy machine it may be late, too
    said = health.report([part, well])  # the other would answer in 300 seconds
    assert said["storage"] == {"ok": False, "says": "It did not answer within a second."}
    assert said["queue"]["ok"]
    health.report([part])
    assert len(looks) == 1
    release.set()
    wait_until(lambda: health.report([part])["storage"]["ok"])


def test_a_fresh_answer_is_given_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH", 60.0)
    answers = iter(["", "changed since"])
    part = Part("storage", lambda: next(answers), "Fine.", "Broken.")
    assert [health.report([part])["storage"]["says"] for _ in range(2)] == ["Fine.", "Fine."]
