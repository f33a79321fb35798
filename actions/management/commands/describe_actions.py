from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from actions.reference import reference


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # it only reads declarations
    help = "Write the reference of every action; with --check, only say whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--to", type=Path, default=Path("docs/actions.md"))

    def handle(self, *, check: bool, to: Path, **_options: Any) -> None:
        """Raise CommandError if --check finds the file out of date."""
        text = reference()
        if not check:
            to.write_text(text)
        elif not to.exists() or to.read_text() != text:
            raise CommandError(f"{to} is out of date. Run `make docs` and commit it.")
