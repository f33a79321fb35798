"""The pages of somebody who has many runs, beside the same pages of somebody who has a thousand."""

import json
import os
import subprocess
import sys
import tempfile
from typing import Any

from tests import postgresql
from tests.bench.browse import FOUND, PAGES, ROW
from tests.bench.figures import Figure, ratio
from tests.bench.ground import Ground
from tests.bench.targets import PAGE, SEARCH
from tests.config.copies import KEYS

FEW = 1_000


def on_sqlite(_ground: Ground) -> list[Figure]:
    few, many = browsed(100_000)
    row, found = many[ROW]["ms"], many[FOUND]["ms"]
    return [
        *figures(few, many, "100,000", "SQLite"),
        Figure("a row by its key, 100,000 runs", row, "ms"),
        Figure("full-text search, 100,000 runs, p50", found, "ms"),
        ratio(SEARCH, sorted(found), sorted(row)),
    ]


def on_postgresql(_ground: Ground) -> list[Figure]:
    """A million, on a PostgreSQL from a package (or of TEST_POSTGRES_URL)."""
    with postgresql.server(os.environ) as server, postgresql.database(server) as address:
        return figures(*browsed(1_000_000, DATABASE_URL=address, **KEYS), "1,000,000", "PostgreSQL")


def browsed(many: int, **env: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what `tests.bench.browse` found with few and with many runs, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="browse-") as data:
        command = [sys.executable, "-m", "tests.bench.browse", str(FEW), str(many)]
        env = {**os.environ, "WORKROOM_DATA": data, **env}
        said = subprocess.run(command, env=env, check=True, stdout=subprocess.PIPE).stdout
    found = json.loads(said)
    return found[str(FEW)], found[str(many)]


def figures(few: dict[str, Any], many: dict[str, Any], count: str, where: str) -> list[Figure]:
    told = [Figure(f"filling with {count} runs, {where}", [many["filled"]], "s")]
    for page in PAGES:
        before, after = sorted(few[page]["ms"]), sorted(many[page]["ms"])
        told += [
            Figure(f"{page}, {count} runs, {where}", after, "ms"),
            ratio(PAGE.format(page=page, many=count), after, before),
            Figure(
                f"queries of {page}, 1,000 and {count} runs, {where}",
                [few[page]["queries"], many[page]["queries"]],
            ),
        ]
    return told
