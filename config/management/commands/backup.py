"""`manage.py backup FILE`: everything in one file, while Workroom runs."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from audit.events import Event
from audit.trail import record
from operations import versions
from operations.backup.archive import Manifest
from operations.backup.saving import save

KEEP = (
    "The secrets are NOT in it. Keep secrets/field.key and secrets/django.key of the data folder (or "
    "FIELD_KEYS and SECRET_KEY) in another place: without the first, every API key has to be entered again, "
    "without the second, every authenticator app has to be set up again. --with-keys puts them into the file."
)
GUARD = "The secrets are in it: whoever has this file can use every account."


class Command(BaseCommand):
    help = "Write the database and all stored files to one file. Workroom may run meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the file to make, as backup.tar.gz")
        parser.add_argument(
            "--with-keys", action="store_true", help="put FIELD_KEYS and SECRET_KEY into it too"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path, with_keys = options["file"], options["with_keys"]
        if path.exists():
            raise CommandError(f"{path} is there already: name another file.")
        try:
            if versions.lacking() or versions.newer(versions.applied()):
                raise CommandError("The database is not of this version of Workroom: run manage.py prepare.")
            manifest = save(path, secrets_in_use() if with_keys else {})
            record(Event.BACKED_UP, with_keys=with_keys)
        except OSError as error:
            raise CommandError(f"{path} could not be written: {error.strerror or error}.") from error
        except DatabaseError as error:
            raise CommandError(f"The database could not be read: {error}") from error
        self.report(path, manifest)

    def report(self, path: Path, manifest: Manifest) -> None:
        rows, size = sum(manifest.tables.values()), path.stat().st_size / 1024 / 1024
        self.stdout.write(f"{path}: {rows} rows, {manifest.files} files, {size:.1f} MB.")
        if manifest.missing:
            count = len(manifest.missing)
            self.stderr.write(f"{count} stored files are missing, the first is {manifest.missing[0]}.")
        self.stderr.write(GUARD if manifest.keys else KEEP)


def secrets_in_use() -> dict[str, str]:
    return {"FIELD_KEYS": ",".join(settings.FIELD_KEYS), "SECRET_KEY": settings.SECRET_KEY}
