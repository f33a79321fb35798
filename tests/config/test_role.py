"""A container becomes the process that it is told to become, and says how it is."""

import os
from pathlib import Path
from typing import Any

import pytest

from config import role
from config.secret_files import unfold
from tests.config.copies import free_port


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What this process would have become."""
    found: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _path, command: found.append(command))
    return found


def test_it_becomes_a_worker_with_as_many_threads_as_asked(
    became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORKER_THREADS", "200")
    role.main(["worker"])
    assert became[0][became[0].index("--concurrency") + 1] == "200"


def test_it_becomes_several_web_processes_on_every_address(
    became: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEB_PROCESSES", "3")
    role.main(["web"])
    assert became[0][became[0].index("--workers") + 1] == "3"
    assert "0.0.0.0" in became[0]
    assert "--respawn-failed-workers" in became[0]


@pytest.mark.parametrize("wrong", ["many", "0", "33"])
def test_a_number_that_is_none_is_refused_with_a_sentence(
    became: list[list[str]], monkeypatch: pytest.MonkeyPatch, wrong: str
) -> None:
    monkeypatch.setenv("WEB_PROCESSES", wrong)
    said = role.main(["web"])
    assert said == f"WEB_PROCESSES is {wrong!r}, but it has to be a number from 1 to 32."
    assert became == []


@pytest.mark.parametrize("asked", [[], ["everything"], ["healthy"], ["healthy", "prepare"]])
def test_what_there_is_not_is_answered_by_what_there_is(became: list[list[str]], asked: list[str]) -> None:
    assert str(role.main(asked)).startswith("Name what to start: web, worker, sweeper, prepare")
    assert became == []


def test_a_web_process_that_does_not_answer_is_not_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", str(free_port()))
    assert role.main(["healthy", "web"]) == 1


def test_a_worker_is_well_if_the_one_of_this_machine_has_been_heard_of(
    office: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDIS_URL", office.broker.url)
    assert role.main(["healthy", "worker"]) == 1
    assert role.main(["healthy", "sweeper"]) == 1
    office.open()
    assert role.main(["healthy", "worker"]) == 0
    monkeypatch.setattr("socket.gethostname", lambda: "elsewhere")
    assert role.main(["healthy", "worker"]) == 1


def test_a_secret_is_read_from_the_file_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    environ = {"SECRET_KEY_FILE": str(tmp_path / "key"), "REDIS_URL_FILE": "/nowhere", "REDIS_URL": "given"}
    unfold(environ)
    assert (environ["SECRET_KEY"], environ["REDIS_URL"]) == ("from a file", "given")


def test_a_file_that_is_not_there_ends_the_start_with_a_sentence() -> None:
    with pytest.raises(SystemExit, match=r"^SECRET_KEY_FILE names /nowhere, which cannot be read"):
        unfold({"SECRET_KEY_FILE": "/nowhere"})
