"""`manage.py restore FILE`: put a backup in the place of what is here."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from audit.events import Event
from audit.trail import record
from config.data import DATA, replace_secret
from config.keys import FILES
from config.supervisor import checks
from connections.models import Connection
from operations.backup import place
from operations.backup.archive import DamagedError, Manifest, checked, keys_in
from operations.backup.restoring import restore
from operations.backup.saving import seal
from people.models import AuthenticatorApp

RESTORED = "Restored what was saved at {}: {} rows, {} files. Nobody is signed in."
UNREADABLE = (
    "The API keys of {} connections cannot be read. Put secrets/field.key of the old data folder into {}, "
    "or name it in FIELD_KEYS; or enter the API keys again."
)
APPS = (
    "The authenticator apps of {} people do not fit. Put secrets/django.key of the old data folder into {}, "
    "or name it in SECRET_KEY; or let these people in by manage.py let_in."
)
ENDED = (
    "{} runs that waited were ended, since they may have been done after the backup, and paid for. "
    "With --resume they go on."
)


class Command(BaseCommand):
    help = "Put a backup in the place of what is here. Every process of Workroom has to be stopped."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="what manage.py backup has made")
        parser.add_argument("--replace", action="store_true", help="what is here is lost")
        resume = "let runs that waited go on; right where nothing has run since the backup, as in a move"
        parser.add_argument("--resume", action="store_true", help=resume)

    def handle(self, *_args: Any, **options: Any) -> None:
        options_of_database = connection.settings_dict["OPTIONS"]
        options_of_database.pop("pool", None)  # its idle connections would look like somebody else's
        try:
            checks.make_folders(DATA)
            with checks.hold(DATA, "where a backup is being restored"):
                self.restore(options["file"], replace=options["replace"], resume=options["resume"])
        except (checks.StartError, DamagedError) as refusal:
            raise CommandError(str(refusal)) from refusal

    def restore(self, path: Path, *, replace: bool, resume: bool) -> None:
        manifest = checked(path)
        if why := place.in_use():
            raise CommandError(f"{why}: stop every process of Workroom first.")
        if (what := place.occupied()) and not replace:
            raise CommandError(f"{what}. With --replace all of it is lost, and the backup takes its place.")
        try:
            ended = restore(path, manifest, resume=resume)
        except (OSError, DatabaseError) as error:
            raise CommandError(f"It could not be restored, and nothing was changed: {error}.") from error
        record(Event.RESTORED, made_at=manifest.made_at)
        for name, value in keys_in(path).items():
            keep(name, value)
        self.report(manifest, ended)

    def report(self, manifest: Manifest, ended: int) -> None:
        rows = sum(manifest.tables.values())
        self.stdout.write(RESTORED.format(manifest.made_at, rows, manifest.files))
        if ended:
            self.stdout.write(ENDED.format(ended))
        if unreadable := sum(one.is_unreadable for one in Connection.objects.all()):
            self.stderr.write(UNREADABLE.format(unreadable, DATA / "secrets"))
        if manifest.seal != seal(manifest.made_at) and (unfit := AuthenticatorApp.objects.count()):
            self.stderr.write(APPS.format(unfit, DATA / "secrets"))


def keep(name: str, value: str) -> None:
    """Use a secret of the backup from now on. One in the environment stays: whoever names it has it."""
    if os.environ.get(name):
        return
    if name == "FIELD_KEYS":  # what was encrypted here meanwhile is to be read as well
        settings.FIELD_KEYS = list(dict.fromkeys([*value.split(","), *settings.FIELD_KEYS]))
        value = ",".join(settings.FIELD_KEYS)
    else:
        settings.SECRET_KEY = value
    replace_secret(FILES[name], value)
