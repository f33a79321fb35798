"""What all measures stand on: started when one needs it, ended with the last."""

from functools import cached_property
from pathlib import Path
from typing import Self

from connections.models import Connection
from tests.bench import visitors
from tests.bench.bare import Bare
from tests.bench.house import SLOTS, House, Upstream
from tests.bench.visitors import Visitor

MANNERS = ("0", "1000", "held", "begun", "words")


class Ground:
    def __init__(self, data: Path) -> None:
        self.folder = data / "bench"
        self.folder.mkdir()
        self.upstream = Upstream(self.folder)
        self.house = House(data, self.upstream)
        self._bare: Bare | None = None

    def __enter__(self) -> Self:
        self.upstream.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.house.stop()
        if self._bare:
            self._bare.stop()
        self.upstream.kill()

    @property
    def bare(self) -> Bare:
        """Celery alone, at work."""
        if self._bare is None:
            self._bare = Bare(self.folder, SLOTS)
            self._bare.start()
            self._bare.round_trip(self.upstream.address("0"))
        return self._bare

    @cached_property
    def connections(self) -> dict[str, Connection]:
        """A connection for each manner of the server."""
        return visitors.connections({name: self.upstream.address(name) for name in MANNERS})

    def people(self, count: int) -> list[Visitor]:
        return visitors.people(count, self.house.port)
