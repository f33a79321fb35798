"""What a piece of work costs this process in memory, at its peak."""

from collections.abc import Callable
from pathlib import Path

import pytest

MEMORY = Path("/proc/self")
ON_LINUX = pytest.mark.skipif(not (MEMORY / "clear_refs").exists(), reason="only Linux tells the peak")


def memory(name: str) -> float:
    """Return a figure of this process's memory, in megabytes."""
    lines = dict(line.split(":", 1) for line in (MEMORY / "status").read_text().splitlines())
    return int(lines[name].split()[0]) / 1024


def growth(work: Callable[[], None]) -> float:
    """Return by how many megabytes this process grew at its peak, during the work."""
    (MEMORY / "clear_refs").write_text("5")  # the peak begins anew
    before = memory("VmRSS")
    work()
    return memory("VmHWM") - before
