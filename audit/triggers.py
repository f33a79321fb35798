"""The database's own refusal to change or delete an entry, whoever asks.

A migration of SQLite that makes the table anew loses its triggers: call `protect` after it.
"""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ON_SQLITE = """
    CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit_entry
    BEGIN SELECT RAISE(ABORT, 'The audit record only grows.'); END
"""
# REPLACE deletes without asking the trigger for deletions.
NO_REPLACE = """
    CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'The audit record only grows.'); END
"""
REFUSE = """
    CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'The audit record only grows.'; END $$
"""
ON_POSTGRESQL = """
    CREATE TRIGGER audit_no_{event} BEFORE {event} ON audit_entry
    FOR EACH {each} EXECUTE FUNCTION audit_refuse()
"""
PROTECT = {
    "sqlite": [*(ON_SQLITE.format(event=event) for event in ("update", "delete")), NO_REPLACE],
    "postgresql": [
        REFUSE,
        # By the row, since loading a backup first tries to update what is not there yet.
        *(ON_POSTGRESQL.format(event=event, each="ROW") for event in ("update", "delete")),
        ON_POSTGRESQL.format(event="truncate", each="STATEMENT"),
    ],
}
RELEASE = {
    "sqlite": [f"DROP TRIGGER audit_no_{event}" for event in ("update", "delete", "replace")],
    "postgresql": ["DROP FUNCTION audit_refuse CASCADE"],
}


def protect(_apps: Apps | None, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in PROTECT[editor.connection.vendor]:
        editor.execute(statement, params=None)


def release(_apps: Apps | None, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the refusal back, as a migration backwards must."""
    for statement in RELEASE[editor.connection.vendor]:
        editor.execute(statement, params=None)
