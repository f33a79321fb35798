"""Puts a backup in the place of what is here. Of the database all is changed, or, where that fails, nothing.

The tables are made as they were when the backup was written, filled, and then migrated: so a newer version
restores what an older one has saved.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import DEFAULT_DB_ALIAS, connection

from operations import versions
from operations.backup import waiting
from operations.backup.archive import CHUNK, DamagedError, Manifest, Member, Reader
from operations.backup.loading import Loading, rebuilding
from operations.backup.tables import file_columns, files_of, tables
from runs.models.strays import Stray, discard

AT_ONCE = 500
Names = IO[str]


def restore(path: Path, manifest: Manifest, *, resume: bool) -> int:
    """Put a checked backup in the place of what is here. Returns how many waiting runs were ended.

    With `resume` none is: they go on by themselves. Raises DamagedError, OSError, and what databases raise;
    the database is then as it was.
    """
    if newer := versions.newer(frozenset((app, name) for app, name in manifest.migrations)):
        raise DamagedError(f"{path} was made by a newer version of Workroom, which has {', '.join(newer)}.")
    with listed(stored()) as before, listed() as added:
        try:
            with rebuilding():
                fill(path, manifest, added)
                waiting.end_interrupted()
                disown(before)
                return 0 if resume else waiting.end()
        except BaseException:
            for name in chain.from_iterable(pieces(added)):
                with suppress(OSError):
                    discard(default_storage, name)
            raise


def fill(path: Path, manifest: Manifest, added: Names) -> None:
    loading = Loading(manifest)
    with Reader(path) as reader:
        for member in reader.members():
            kind, _, name = member.name.partition("/")
            if kind == "rows":
                loading.take(member)
            elif kind == "media":
                store(name, member, added)
    loading.finish()


def store(name: str, member: Member, added: Names) -> None:
    """Store a file under its own name. One that is there and whole is left alone."""
    with tempfile.TemporaryFile() as file:
        for chunk in member.chunks():
            file.write(chunk)
        if not default_storage.exists(name):
            added.write(f"{name}\n")
        elif is_stored(name, file):
            return
        else:
            default_storage.delete(name)
        file.seek(0)
        if (kept := default_storage.save(name, File(file))) != name:
            raise OSError(f"{name} was stored as {kept}")


def is_stored(name: str, file: IO[bytes]) -> bool:
    """Whether the stored file of this name has the same content."""
    file.seek(0)
    with default_storage.open(name) as there:
        while True:
            chunk = file.read(CHUNK)
            if chunk != there.read(CHUNK):
                return False
            if not chunk:
                return True


@contextmanager
def listed(names: Iterable[str] = ()) -> Iterator[Names]:
    """A list that may be long: on the disk, not in memory."""
    with tempfile.TemporaryFile("w+") as file:
        file.writelines(f"{name}\n" for name in names)
        yield file


def stored() -> Iterator[str]:
    """Yield the names of the files that are here now."""
    present = connection.introspection.table_names()
    for table in tables(apps):
        if table._meta.db_table in present:
            yield from files_of(table, DEFAULT_DB_ALIAS)
    if Stray._meta.db_table in present:
        yield from Stray.objects.values_list("name", flat=True).iterator()


def pieces(names: Names) -> Iterator[list[str]]:
    names.seek(0)
    while some := [name.strip() for name in islice(names, AT_ONCE)]:
        yield some


def disown(names: Names) -> None:
    """Have the sweeper delete the files of a list that no row names any more."""
    for some in pieces(names):
        strays = [Stray(name=name) for name in set(some) - named(some)]
        Stray.objects.bulk_create(strays, ignore_conflicts=True)


def named(names: list[str]) -> set[str]:
    """Return those of the names that a row has."""
    found: set[str] = set()
    for table in tables(apps):
        for column in file_columns(table):
            rows: Any = table._base_manager.filter(**{f"{column}__in": names})
            found.update(rows.values_list(column, flat=True))
    return found
