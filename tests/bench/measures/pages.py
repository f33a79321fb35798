"""The pages of somebody who has many runs, in turns with the same pages of somebody who has a thousand."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from tests import postgresql
from tests.bench import browse
from tests.bench.browse import FOUND, PAGES, ROW
from tests.bench.figures import Figure, ratio
from tests.bench.ground import Ground
from tests.bench.targets import PAGE, QUERIES, SEARCH
from tests.config.copies import KEYS

FEW = 1_000
GOES = 11


class Browser:
    """A process of its own that has so many runs and looks at pages (`tests.bench.browse`)."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self.process = process
        self.filled = self._answer()  # seconds

    def look(self, what: str) -> float:
        """Return the milliseconds that something takes, or what else the answer is."""
        assert self.process.stdin
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return self._answer()

    def _answer(self) -> float:
        assert self.process.stdout
        return float(self.process.stdout.readline())


@contextmanager
def browser(runs: int, **env: str) -> Iterator[Browser]:
    with tempfile.TemporaryDirectory(prefix="browse-") as data:
        command = [sys.executable, "-m", "tests.bench.browse", str(runs)]
        env = {**os.environ, "WORKROOM_DATA": data, **env}
        with subprocess.Popen(command, env=env, text=True, stdin=-1, stdout=-1) as process:
            try:
                yield Browser(process)
            finally:
                process.kill()


def on_sqlite(_ground: Ground) -> list[Figure]:
    with browser(FEW) as few, browser(100_000) as many:
        found, row = in_turns(FOUND, ROW, many, many)
        return [
            *figures(few, many, "100,000", "SQLite"),
            Figure("a row by its key, 100,000 runs", row, "ms"),
            Figure("full-text search, 100,000 runs, p50", found, "ms"),
            ratio(SEARCH, found, row),
        ]


def on_postgresql(_ground: Ground) -> list[Figure]:
    """A million, on a PostgreSQL from a package (or of TEST_POSTGRES_URL)."""
    with (
        postgresql.server(os.environ) as server,
        postgresql.database(server) as small,
        postgresql.database(server) as large,
        browser(FEW, DATABASE_URL=small, **KEYS) as few,
        browser(1_000_000, DATABASE_URL=large, **KEYS) as many,
    ):
        return figures(few, many, "1,000,000", "PostgreSQL")


def in_turns(one: str, other: str, first: Browser, second: Browser) -> tuple[list[float], list[float]]:
    """Return what one takes the first and the other the second, go by go, once both have warmed up."""
    goes = [(first.look(one), second.look(other)) for _ in range(GOES + 1)][1:]
    return [ours for ours, _ in goes], [theirs for _, theirs in goes]


def figures(few: Browser, many: Browser, count: str, where: str) -> list[Figure]:
    told = [Figure(f"filling with {count} runs, {where}", [many.filled], "s")]
    grown = 0
    for page in PAGES:
        before, after = in_turns(page, page, few, many)
        asked = [each.look(browse.QUERIES + page) for each in (few, many)]
        grown += asked[1] > asked[0]
        told += [
            Figure(f"{page}, 1,000 runs, {where}", before, "ms"),
            Figure(f"{page}, {count} runs, {where}", after, "ms"),
            ratio(PAGE.format(page=page, many=count), after, before),
            Figure(f"queries of {page}, 1,000 and {count} runs, {where}", asked),
        ]
    return [*told, Figure(QUERIES.format(many=count), [grown])]
