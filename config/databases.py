"""The database: a file in the data folder, or the one that an address names."""

from typing import Any

import environ

from config.data import DATA

# Not as a URL: the folder's name may have any character in it. Tests that are spread over processes do not
# see that the engine is SQLite, which they hold in memory by themselves.
SQLITE = {"ENGINE": "config.sqlite3", "NAME": str(DATA / "db.sqlite3"), "TEST": {"NAME": ":memory:"}}
# IMMEDIATE takes the write lock at BEGIN, so a writer waits its turn instead of failing half-way.
ON_SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;"
    "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-4000;",
}
ELSEWHERE = {"pool": {"min_size": 2, "max_size": 16}}


def database(env: environ.Env) -> dict[str, Any]:
    """Return the database, as in DATABASES. What its address says, such as ?sslmode=require, stays."""
    return complete(env.db("DATABASE_URL") if env("DATABASE_URL", default="") else SQLITE)


def complete(found: dict[str, Any]) -> dict[str, Any]:
    """Return what an address says of a database, with all that Workroom wants of one of its kind.

    Both kinds share their connections out: a thread gives its own back as soon as it has no use for it.
    """
    if found["ENGINE"].endswith("sqlite3"):
        return {**found, "ENGINE": SQLITE["ENGINE"], "CONN_MAX_AGE": 0, "OPTIONS": ON_SQLITE}
    return {**found, "CONN_MAX_AGE": 0, "OPTIONS": {**ELSEWHERE, **found.get("OPTIONS", {})}}
