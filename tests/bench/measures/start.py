"""How long it takes until everything is ready for use, and what memory it holds then."""

import shutil
import tempfile
from pathlib import Path

from tests.bench.figures import Figure
from tests.bench.ground import Ground
from tests.bench.house import House
from tests.bench.processes import memory
from tests.bench.targets import IDLE, START

TURNS = 3


def measure(ground: Ground) -> list[Figure]:
    """Start copies of their own: on an empty folder, which makes everything, and again."""
    ground.house.stop()
    first, second, idle = [], [], []
    for _ in range(TURNS):
        folder = Path(tempfile.mkdtemp(prefix="start-"))
        house = House(folder, ground.upstream)
        try:
            first.append(house.start())
            second.append(house.start())
            idle.append(memory(house.processes()))
        finally:
            house.stop()
            shutil.rmtree(folder)
    return [
        Figure("start of everything, the first time", first, "s"),
        Figure(START, second, "s"),
        Figure(IDLE, idle, "MB"),
    ]
