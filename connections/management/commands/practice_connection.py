import contextlib
import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from connections.errors import OpenAIError
from connections.models import Connection, Introduction


class Command(BaseCommand):
    help = (
        "Make the connection “Practice” on the very first start, and point it at the practice service's "
        "present address on every later one. Once deleted it stays deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--models", action="store_true", help="Also list its models, which needs the web process."
        )

    def handle(self, *, models: bool, **_options: Any) -> None:
        with transaction.atomic():
            _, first = Introduction.objects.get_or_create(preset="practice")
            if first and not Connection.objects.filter(name="Practice").exists():
                Connection.objects.create(
                    name="Practice",
                    preset="practice",
                    base_url=settings.PRACTICE_URL,
                    api_key=f"sk-practice-{secrets.token_urlsafe(18)}",
                )
        practice = Connection.objects.filter(preset="practice")
        practice.exclude(base_url=settings.PRACTICE_URL).update(base_url=settings.PRACTICE_URL)
        if models:
            for connection in practice.filter(enabled=True):
                with contextlib.suppress(OpenAIError):  # its reason is kept, and a form asks again
                    connection.refresh_models()
