import secrets
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from connections.models import Connection, Introduction


class Command(BaseCommand):
    help = (
        "Make the connection “Practice” on the very first start, and point it at the practice service's "
        "present address on every later one. Once deleted it stays deleted."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
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
