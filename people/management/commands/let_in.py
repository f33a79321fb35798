from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people import factors, lockout
from people.models import User


class Command(BaseCommand):
    help = (
        "Takes away a person's second factor and ends their lock-out: for an administrator who lost both the "
        "factor and the recovery codes, when there is no other administrator to do it in the browser."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *_args: Any, username: str, **_options: Any) -> None:
        person = User.objects.filter(username=username).first()
        if person is None:
            raise CommandError(f"Nobody has the user name “{username}”.")
        factors.remove_all(person)
        lockout.forget(person)
        self.stdout.write(f"{person} signs in with the password alone now.")
