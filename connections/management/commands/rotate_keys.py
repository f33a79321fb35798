from typing import Any

from django.core.management.base import BaseCommand

from connections.errors import Unreadable
from connections.models import Connection


class Command(BaseCommand):
    help = (
        "Encrypt every stored API key and header again with the first key of FIELD_KEYS. "
        "Afterwards the other keys can be taken out of it."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        done, unreadable = 0, []
        for connection in Connection.objects.all():
            old = {"api_key": connection.api_key, "headers": connection.headers}
            try:
                new = {name: sealed.rotated() for name, sealed in old.items()}
            except Unreadable:
                unreadable.append(connection.name)
                continue
            # Only what is still the same: a key typed in meanwhile is under the first key already.
            done += Connection.objects.filter(pk=connection.pk, **old).update(**new)
        self.stdout.write(f"{done} connections are under the first key now.")
        for name in unreadable:
            self.stderr.write(f"The key of “{name}” fits none of FIELD_KEYS: it has to be entered again.")
