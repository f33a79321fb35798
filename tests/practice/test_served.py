"""Practice as the web process serves it: words leave one by one, and a cut connection is really cut."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.config.copies import free_port
from tests.practice.conftest import KEY
from tests.processes import wait_until

pytestmark = pytest.mark.processes
ROOT = Path(__file__).parents[2]
HELLO: dict[str, Any] = {
    "model": "gpt-4o",
    "messages": [{"role": "user", "content": "Hello"}],
    "stream": True,
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return practice's base URL in a web process of its own."""
    data = tmp_path_factory.mktemp("data")
    (data / "static").mkdir()
    port = free_port()
    granian = [sys.executable, "-m", "granian", "--interface", "asgi"]
    command = [*granian, "--port", str(port), "config.asgi:application"]
    with (data / "log").open("w") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "WORKROOM_DATA": str(data)}, stdout=log, stderr=log
        )
    base = f"http://127.0.0.1:{port}/practice/v1"
    try:
        wait_for(base, process, data / "log")
        yield base
    finally:
        process.terminate()
        process.wait(60)


def wait_for(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and process.poll() is None:
        try:
            requests.get(f"{base}/models", timeout=30)
        except requests.RequestException:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the web process did not answer:\n{log.read_text()}")


def ask(base: str, fault: str = "", **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {KEY}", "X-Practice-Fault": fault}
    return requests.post(f"{base}/chat/completions", headers=headers, timeout=60, **more)


def test_each_word_leaves_at_once(served: str) -> None:
    def apart() -> bool:
        with ask(served, json=HELLO, stream=True) as answer:
            times = [time.monotonic() for line in answer.iter_lines() if line]
        return sum(late - early > 0.02 for early, late in pairwise(times)) > 20

    wait_until(apart)  # a busy machine may run some of them together


def test_a_cut_connection_is_seen_as_cut(served: str) -> None:
    cut = pytest.raises(requests.exceptions.ChunkedEncodingError)
    with ask(served, "cut; words=3", json=HELLO, stream=True) as answer, cut:
        list(answer.iter_content(None))


def test_a_long_body_arrives_whole(served: str) -> None:
    long = {"model": "gpt-4o", "messages": [{"role": "user", "content": "word " * 200_000}]}
    assert "200000 words" in ask(served, json=long).text
