"""`manage.py prepare`: bring the data up to date with the code. Safe to run at every start."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from audit.events import Event
from audit.trail import record
from config.bucket import Bucket
from config.collecting import collect_static_files
from connections.listing import listed
from connections.models import Connection
from operations import versions
from people.setup import setup_path
from practice.offered import MODELS

NEWER = (
    "The database is newer than this version of Workroom: it has {}. Start the newer version again, "
    "or restore a backup that was made before the upgrade."
)


class Command(BaseCommand):
    help = (
        "Migrates the database, collects the static files, makes the first administrator from "
        "DJANGO_SUPERUSER_USERNAME, _EMAIL and _PASSWORD, and the practice connection. "
        "Prints the path of the one-time set-up link while there is no administrator."
    )
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        if newer := versions.newer(versions.applied()):
            raise CommandError(NEWER.format(", ".join(newer)))
        call_command("migrate", interactive=False, verbosity=0)
        make_bucket()
        collect_static_files(Path(settings.STATIC_ROOT))
        make_first_administrator()
        call_command("practice_connection", verbosity=0)
        list_practice_models()
        if path := setup_path():
            self.stdout.write(path)


def make_bucket() -> None:
    """Make the bucket for files, where files are kept in one and it is not there yet."""
    if isinstance(default_storage, Bucket):
        try:
            default_storage.make()
        except OSError as error:
            raise CommandError(
                f"S3_BUCKET cannot be used: {error}. Check S3_ENDPOINT_URL and the keys, or make it."
            ) from error


def list_practice_models() -> None:
    """Keep the models of Practice without asking for them: the first form opened is to propose one."""
    models = listed([model.described() for model in MODELS.values()])
    for connection in Connection.objects.filter(preset="practice"):
        connection.keep_models(models)


def make_first_administrator() -> None:
    """Make the administrator that the environment names, unless that person exists."""
    username, password = (os.environ.get(f"DJANGO_SUPERUSER_{name}") for name in ("USERNAME", "PASSWORD"))
    if not username and not password:
        return
    if not username or not password:
        raise CommandError(
            "DJANGO_SUPERUSER_USERNAME and DJANGO_SUPERUSER_PASSWORD belong together: set both or neither."
        )
    people = get_user_model()._default_manager
    if people.filter(username=username).exists():
        return
    email = os.environ.get("DJANGO_SUPERUSER_EMAIL", "")
    user = people.model(username=username, email=email, is_superuser=True)
    try:
        user.clean_fields(exclude=["password"])
        validate_password(password, user)
    except ValidationError as error:
        reasons = " ".join(error.messages)
        raise CommandError(f"DJANGO_SUPERUSER_* cannot make the first administrator: {reasons}") from error
    user.set_password(password)
    with transaction.atomic():
        user.save()
        record(Event.PERSON_ADDED, user, through="the environment", administrator=True)
