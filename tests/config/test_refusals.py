"""What stops a start: one sentence each, and nothing left running."""

import sys
from pathlib import Path

import pytest

from config.supervisor import broker, checks, preparing, watch
from config.supervisor.children import Child
from config.supervisor.logs import trim
from tests.config.copies import Copy


def refused(data: Path, **env: str) -> str:
    """Return what a copy says that does not start."""
    copy = Copy(data, None, **env)
    assert copy.wait_until_ended() == 1
    said = copy.said
    copy.end()
    return said


def test_a_folder_that_cannot_be_written_is_named_with_the_way_to_choose_another(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "var"
    assert refused(folder) == (
        f"Workroom cannot write to its data folder {folder} (Not a directory); "
        "make it writable, or choose another one: WORKROOM_DATA=/another/folder make run.\n"
    )


@pytest.mark.parametrize("port", ["eighty", "0", "65536", "-1", "8000.5"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(checks.StartError, match=f"PORT is '{port}', but it has to be a number"):
        checks.chosen_port()


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(checks.StartError, match=r"WORKROOM_HOST is '192.0.2.1', which is not an address"):
        checks.check_port("192.0.2.1", 8000)


def test_a_server_of_ones_own_that_does_not_answer_is_refused_without_its_password() -> None:
    with pytest.raises(checks.StartError, match="No Redis server answers") as refusal:
        broker.check_external("redis://:s3cret@127.0.0.1:1/0")
    assert "s3cret" not in str(refusal.value)


def test_an_administrator_with_a_weak_password_stops_the_start_with_the_reason(data: Path) -> None:
    said = refused(data, DJANGO_SUPERUSER_USERNAME="dora", DJANGO_SUPERUSER_PASSWORD="1234")
    assert "cannot make the first administrator: This password is too short." in said
    assert "Traceback" not in said


def test_a_child_that_cannot_start_is_named_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "web.log"
    watched = watch.Watch()
    child = Child("web", [sys.executable, "-c", "raise SystemExit(3)"], log, answers=lambda: False)
    watched.start(child)
    with pytest.raises(checks.StartError, match=f"The web cannot start; the reason is at the end of {log}"):
        watched.wait_for(child)
    watched.end()


def test_a_data_folder_too_deep_for_a_socket_gets_a_private_one_elsewhere(tmp_path: Path) -> None:
    path = broker.socket_path(tmp_path / ("deep" * 30))
    assert len(bytes(path)) <= broker.LONGEST_SOCKET_PATH
    assert path.parent.stat().st_mode & 0o777 == 0o700
    path.parent.rmdir()


def test_a_preparation_that_fails_unexpectedly_is_told_by_its_last_line(tmp_path: Path) -> None:
    traceback = "Traceback (most recent call last):\n  ...\nOperationalError: no such host\n"
    assert preparing.reason(traceback, tmp_path / "prepare.log") == (
        f"The data could not be prepared (OperationalError: no such host); the log is {tmp_path}/prepare.log."
    )


def test_a_log_that_has_grown_is_emptied_and_its_past_kept(tmp_path: Path) -> None:
    log = tmp_path / "web.log"
    with log.open("ab", buffering=0) as child:
        child.write(b"long ago\n" * 10)
        trim(log, largest=20)
        child.write(b"now\n")
    assert log.read_text() == "now\n"
    assert (tmp_path / "web.log.1").read_text() == "long ago\n" * 10
