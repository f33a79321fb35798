"""Where a backup is restored into: whether it is free, and how it is cleared."""

import sqlite3
from contextlib import closing
from typing import Any

from django.apps import apps
from django.db import connection

from operations import versions
from people.models import User
from runs import broker

# Functions of ours, those of extensions left out.
FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND usename = current_user
    AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


def occupied() -> str:
    """Return what is here already, or nothing."""
    if User._meta.db_table not in connection.introspection.table_names():
        return ""
    people = User.objects.count()
    return f"There is already a Workroom here, with {people} people in it" if people else ""


def in_use() -> str:
    """Return who is still at work here, or nothing."""
    if broker.worker_alive() or broker.sweeper_alive():
        return "A worker or the sweeper is still at work"
    if connected():
        return "Another program has the database open"
    return ""


def connected() -> bool:
    """Whether anybody but this process is connected to the database."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(OTHERS)
            return bool(cursor.fetchone()[0])
    own: Any = connection  # the backend is known to the settings alone
    own.close()
    own.close_pool()
    with closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=0)) as alone:
        try:
            alone.execute("PRAGMA journal_mode=DELETE")  # SQLite grants it to the only one
        except sqlite3.OperationalError:
            return True
    return False


def clear() -> None:
    """Drop every table of Workroom, of whatever version. Tables of other programs stay."""
    ours = {"django", *(app for app, _ in versions.applied()), *(app.label for app in apps.get_app_configs())}
    begins = tuple(f"{label}_" for label in ours)
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(begins):
                cascade = "CASCADE" if connection.vendor == "postgresql" else ""
                # SQLite drops the tables of a search index with the index, which comes before them by name.
                cursor.execute(f"DROP TABLE IF EXISTS {quote(table)} {cascade}")
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTIONS)
            for (function,) in cursor.fetchall():
                if function.startswith(begins):
                    cursor.execute(f"DROP FUNCTION {function} CASCADE")
