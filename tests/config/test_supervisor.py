"""The whole of Workroom in real processes. One copy runs for all tests of this file, in their order."""

import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
import requests
from redis import Redis

from config.supervisor import probes
from config.supervisor.broker import url
from config.supervisor.watch import GRACE, LAST_GRACE
from tests.config.copies import Copy
from tests.processes import wait_until

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def copy(data: Path) -> Iterator[Copy]:
    copy = Copy(data)
    try:
        copy.wait_until_ready()
        yield copy
    finally:
        copy.end()


def redis_of(copy: Copy) -> Redis:
    return Redis(unix_socket_path=str(copy.data / "run" / "valkey.sock"))


def test_everything_answers_once_the_address_has_been_printed(copy: Copy) -> None:
    assert f"Workroom is ready at {copy.address}" in copy.said
    wait_until(copy.answers)
    wait_until(lambda: probes.worker_answers(url(copy.data / "run" / "valkey.sock"), threads=32))
    wait_until(lambda: redis_of(copy).exists("sweeper:alive"))
    wait_until(lambda: requests.get(f"{copy.address}readyz", timeout=60).json()["ready"])


def test_the_set_up_link_is_printed_but_kept_in_no_log(copy: Copy) -> None:
    assert requests.get(copy.set_up_link, timeout=60).ok
    token = copy.set_up_link.rstrip("/").rpartition("/")[2]
    assert not [log for log in (copy.data / "logs").iterdir() if token in log.read_text()]


def test_nobody_but_the_owner_can_read_the_data(copy: Copy) -> None:
    assert stat.S_IMODE(copy.data.stat().st_mode) == 0o700
    static = copy.data / "static"  # what is in any copy of Workroom
    files = [path for path in copy.data.rglob("*") if path.is_file() and static not in path.parents]
    assert {path.parent.name for path in files} >= {"secrets", "logs", "run", "var"}
    assert [path for path in files if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_a_second_copy_says_where_the_first_one_is_and_leaves_it_alone(copy: Copy) -> None:
    second = Copy(copy.data)
    assert second.wait_until_ended() == 1
    assert second.said == f"Workroom is already running from this folder, at {copy.address}.\n"
    second.end()
    wait_until(copy.answers)


def test_a_busy_port_is_named_with_the_way_to_choose_another(copy: Copy, tmp_path: Path) -> None:
    other = Copy(tmp_path, copy.port)
    assert other.wait_until_ended() == 1
    assert other.said == (
        f"Port {copy.port} is in use by another program; choose another one: PORT={copy.port + 1} make run.\n"
    )
    other.end()


@pytest.mark.parametrize(("name", "word"), [("worker", "celery"), ("sweeper", "sweep"), ("web", "granian")])
def test_a_killed_child_is_started_again_and_the_log_says_so(copy: Copy, name: str, word: str) -> None:
    before = wait_until(lambda: copy.child(word))
    before.kill()
    wait_until(lambda: f"The {name} was ended by signal 9 and is being started again" in copy.log)
    assert wait_until(lambda: copy.child(word)).pid != before.pid
    wait_until(copy.answers)


def test_a_killed_broker_comes_back_with_its_queue_and_its_worker(copy: Copy) -> None:
    redis_of(copy).rpush("kept", *range(200))
    wait_until(lambda: copy.child("valkey-server")).kill()
    wait_until(lambda: "The broker was ended by signal 9 and is being started again" in copy.log)
    address = url(copy.data / "run" / "valkey.sock")
    wait_until(lambda: probes.broker_answers(address))
    assert redis_of(copy).llen("kept") == 200
    wait_until(lambda: probes.worker_answers(address, threads=32))


def test_sigterm_ends_everything_though_a_browser_stays_connected(copy: Copy) -> None:
    processes = copy.all_processes()
    assert len(processes) >= 6  # the supervisor, the broker, web and its worker, the worker, the sweeper
    with requests.get(f"{copy.address}sign-in/", stream=True, timeout=60):
        copy.process.send_signal(signal.SIGTERM)
        assert copy.wait_until_ended() == 0
    assert psutil.wait_procs(processes, timeout=60)[1] == []
    assert GRACE + LAST_GRACE < 10  # seconds: nobody is waited for longer
