"""What the processes of a running copy log, as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.config.copies import Copy
from tests.config.visitor import Visitor
from tests.conftest import PASSWORD
from tests.processes import wait_until

pytestmark = pytest.mark.processes


@pytest.fixture(scope="module")
def copy(data: Path) -> Iterator[Copy]:
    copy = Copy(
        data,
        LOG_FORMAT="json",
        DJANGO_SUPERUSER_USERNAME="carol",
        DJANGO_SUPERUSER_PASSWORD=PASSWORD,
    )
    try:
        copy.wait_until_ready()
        yield copy
    finally:
        copy.end()


def logged(copy: Copy, process: str) -> list[dict[str, Any]]:
    """Return every line of a process. Fails for one that is no JSON."""
    return [json.loads(line) for line in (copy.data / "logs" / f"{process}.log").read_text().splitlines()]


@pytest.fixture(scope="module")
def run(copy: Copy) -> str:
    """The key of a run that is over."""
    with Visitor(copy, "carol") as carol:
        page = carol.ask("Is the marked word Blaubeerwald in a log?")
        assert "Blaubeerwald" in carol.wait_for(page)
    return page.url.rstrip("/").rpartition("/")[2]


def test_the_workers_lines_of_a_run_are_found_by_the_request_that_asked_for_it(copy: Copy, run: str) -> None:
    (asked,) = (line for line in logged(copy, "web") if line.get("run_id") == run)

    def about_it(process: str) -> list[dict[str, Any]]:
        return [line for line in logged(copy, process) if line.get("request_id") == asked["request_id"]]

    # A line follows what it tells of: the page was there, and the run over, a little before.
    wait_until(
        lambda: any((line.get("method"), line.get("status")) == ("POST", 303) for line in about_it("web"))
    )
    found = wait_until(lambda: about_it("worker"))

    assert [line["message"] for line in found] == [f"Run {run}, attempt 1: succeeded"]
    assert found[0]["run_id"] == run
    assert found[0]["worker"].startswith("worker@")


@pytest.mark.parametrize("process", ["web", "worker", "sweeper"])
def test_every_line_says_when_how_grave_and_who_and_none_what_was_asked(
    copy: Copy, run: str, process: str
) -> None:
    for line in logged(copy, process):
        assert {"time", "level", "logger", "message"} <= line.keys()
        assert "Blaubeerwald" not in str(line)
