"""Writes a backup while Workroom runs.

All rows are those of one moment: one transaction reads them, which keeps nobody from writing. The files come
after it. One that has gone by then, with its row, is named in the manifest; one that came since is left out.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from operations import versions
from operations.backup.archive import KEYS, Manifest, Writer
from operations.backup.tables import Table, file_columns, files_of, line, tables

SNAPSHOT = "snapshot"
LARGE = 4 * 1024 * 1024  # bytes of rows that are held in memory
FEW = 10  # rows fetched at once: one of them may be large


def save(path: Path, keys: Mapping[str, str]) -> Manifest:
    """Write a backup, with these secrets in it, to a file that is there only once it is whole.

    Raises OSError, and as databases do.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            manifest = write(Writer(file), keys)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def write(writer: Writer, keys: Mapping[str, str]) -> Manifest:
    with snapshot() as now:
        manifest = Manifest(now.isoformat(), sorted(map(list, versions.applied(SNAPSHOT))), keys=bool(keys))
        manifest.seal = seal(manifest.made_at)
        for table in tables(apps):
            manifest.tables[table._meta.label_lower] = write_rows(writer, table, SNAPSHOT)
        for table in tables(apps):
            for name in files_of(table, SNAPSHOT):
                write_file(writer, manifest, table, name)
    if keys:
        writer.add(KEYS, json.dumps(dict(keys)).encode())
    writer.close(manifest)
    return manifest


def seal(made_at: str) -> str:
    """Return what only today's SECRET_KEY makes of a moment; it tells nothing about the key."""
    return salted_hmac("operations.backup", made_at, algorithm="sha256").hexdigest()


@contextmanager
def snapshot() -> Iterator[datetime]:
    """Have the database alias SNAPSHOT show the rows of this moment for as long as the block lasts."""
    connections.settings[SNAPSHOT] = {**connections.settings[DEFAULT_DB_ALIAS], "OPTIONS": still()}
    try:
        with transaction.atomic(using=SNAPSHOT):
            versions.applied(SNAPSHOT)  # the moment is that of the first look
            yield timezone.now()
    finally:
        connections[SNAPSHOT].close()
        del connections[SNAPSHOT], connections.settings[SNAPSHOT]


def still() -> dict[str, object]:
    """Return the options of a connection whose transactions only read, and see but one moment."""
    options = dict(connections.settings[DEFAULT_DB_ALIAS]["OPTIONS"])
    if connections[DEFAULT_DB_ALIAS].vendor == "sqlite":
        return {**options, "transaction_mode": "DEFERRED"}  # IMMEDIATE would hold off whoever writes
    from psycopg import IsolationLevel

    options.pop("pool", None)
    return {**options, "isolation_level": IsolationLevel.REPEATABLE_READ}


def write_rows(writer: Writer, table: Table, using: str) -> int:
    """Write a table, piece by piece, and return how many rows it has."""
    count, number, piece = 0, 0, bytearray()
    for row in table._base_manager.using(using).order_by("pk").iterator(FEW):
        piece += line(row)
        count += 1
        if len(piece) > LARGE:
            writer.add(f"rows/{table._meta.label_lower}/{number:06}.jsonl", bytes(piece))
            number, piece = number + 1, bytearray()
    if piece:
        writer.add(f"rows/{table._meta.label_lower}/{number:06}.jsonl", bytes(piece))
    return count


def write_file(writer: Writer, manifest: Manifest, table: Table, name: str) -> None:
    try:
        with default_storage.open(name) as file:
            writer.stream(f"media/{name}", file.size, file)
    except FileNotFoundError:
        (manifest.missing if is_named(table, name) else manifest.gone).append(name)
    else:
        manifest.files += 1


def is_named(table: Table, name: str) -> bool:
    """Whether there is still a row, now, that names this file."""
    return any(table._base_manager.filter(**{column: name}).exists() for column in file_columns(table))
