"""Write the catalogs of translations, or say whether they are complete."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.translations import catalogs


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; fail if a text is missing")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        every = [(language, domain) for language in catalogs.LANGUAGES for domain in catalogs.DOMAINS]
        if not check:
            for language, domain in every:
                catalogs.write(language, domain)
        elif faults := [fault for each in every for fault in catalogs.faults(*each)]:
            raise CommandError("\n".join(faults))
