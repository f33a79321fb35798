"""`manage.py collect`: make the static files of an image, while it is built."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from config.collecting import collect_static_files


class Command(BaseCommand):
    help = "Collects the static files into STATIC_ROOT, unless they are there."
    requires_system_checks = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        collect_static_files(Path(settings.STATIC_ROOT))
