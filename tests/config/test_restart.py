"""What the next start makes of a copy that was killed."""

import sys
from pathlib import Path

import psutil
import pytest

from tests.config.copies import Copy
from tests.processes import wait_until

pytestmark = pytest.mark.processes


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_a_killed_supervisor_leaves_nothing_behind_and_the_next_start_goes_on(data: Path) -> None:
    copy = Copy(data)
    try:
        copy.wait_until_ready()
        link, processes = copy.set_up_link, copy.all_processes()
        copy.process.kill()
        copy.process.wait()
        assert psutil.wait_procs(processes, timeout=60)[1] == []
        assert (data / "run" / "valkey.sock").exists()  # and the lock file, which nobody holds any more
        copy.end()
        copy.start()
        copy.wait_until_ready()
        assert copy.set_up_link == link
    finally:
        copy.end()


def test_being_stopped_while_starting_is_a_clean_stop_too(data: Path) -> None:
    copy = Copy(data)
    wait_until(lambda: "Workroom is starting" in copy.said)
    copy.process.terminate()
    assert copy.wait_until_ended() == 0
    copy.end()
