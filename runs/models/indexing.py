"""The index of the words of runs, in each database's own way, kept by the database itself.

A migration of SQLite that makes the table of documents anew loses its triggers: call `build` after it.
"""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FORGET = """
    INSERT INTO runs_search (runs_search, rowid, words, owner_id)
    VALUES ('delete', OLD.run_id, OLD.words, OLD.owner_id);
"""
LEARN = "INSERT INTO runs_search (rowid, words, owner_id) VALUES (NEW.run_id, NEW.words, NEW.owner_id);"
BUILD = {
    "sqlite": [
        """
        CREATE VIRTUAL TABLE runs_search USING fts5 (
            words, owner_id, content='runs_document', content_rowid='run_id',
            tokenize='unicode61 remove_diacritics 2', prefix='2 3'
        )
        """,
        f"CREATE TRIGGER runs_search_new AFTER INSERT ON runs_document BEGIN {LEARN} END",
        f"CREATE TRIGGER runs_search_gone AFTER DELETE ON runs_document BEGIN {FORGET} END",
        f"CREATE TRIGGER runs_search_changed AFTER UPDATE ON runs_document BEGIN {FORGET} {LEARN} END",
        "INSERT INTO runs_search (runs_search) VALUES ('rebuild')",
    ],
    "postgresql": [
        """
        ALTER TABLE runs_document
        ADD COLUMN vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', words)) STORED
        """,
        "CREATE INDEX runs_search ON runs_document USING gin (vector)",
    ],
}
DROP = {
    "sqlite": [
        *(f"DROP TRIGGER IF EXISTS runs_search_{event}" for event in ("new", "gone", "changed")),
        "DROP TABLE runs_search",
    ],
    "postgresql": ["ALTER TABLE runs_document DROP COLUMN vector"],
}


def build(_apps: Apps | None, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in BUILD[editor.connection.vendor]:
        editor.execute(statement, params=None)


def drop(_apps: Apps | None, editor: BaseDatabaseSchemaEditor) -> None:
    for statement in DROP[editor.connection.vendor]:
        editor.execute(statement, params=None)
