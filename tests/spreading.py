"""How tests are spread over processes with `pytest -n auto`: those that wait long come first.

A file's tests stay together (`--dist loadfile`), so that they share what they have started.
"""

import os

import pytest

MOST = 8  # more would wait for the disk, and for memory
WAITING = ("processes", "browser")


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return twice as many as there are cores: half of the time a test waits for another process."""
    return min(MOST, 2 * (os.cpu_count() or 1))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with tests that start processes, or a browser, before the others, in which nothing waits."""
    slow = {item.path for item in items if any(map(item.get_closest_marker, WAITING))}
    items.sort(key=lambda item: item.path not in slow)
