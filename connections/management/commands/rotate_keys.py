from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db.models import Model

from audit.events import Event
from audit.trail import record
from connections.errors import Unreadable
from connections.secrets import EncryptedText


class Command(BaseCommand):
    help = (
        "Encrypt anew, with the first key of FIELD_KEYS, all that is stored under another one: API "
        "keys, extra headers. Afterwards the other keys can be taken out of it. Workroom may run meanwhile, "
        "and the command may be given again."
    )

    def handle(self, *_args: Any, **_options: Any) -> None:
        done, all_of_them, unreadable = 0, 0, []
        for row, field in stored():
            all_of_them += 1
            try:
                done += rotate(row, field.name)
            except Unreadable:
                unreadable.append(f"{field.verbose_name} of the {row._meta.verbose_name} “{row}”")
        record(Event.KEYS_ROTATED, done=done, unreadable=unreadable)
        rest = all_of_them - done - len(unreadable)
        self.stdout.write(f"{done} encrypted anew; {rest} under the first key already.")
        for name in unreadable:
            self.stderr.write(f"No key of FIELD_KEYS fits the {name}: to be entered again.")


def stored() -> Iterator[tuple[Model, EncryptedText]]:
    """Yield every row with each of its encrypted fields that has something in it, whatever the table."""
    for model in apps.get_models():
        fields = [field for field in model._meta.fields if isinstance(field, EncryptedText)]
        for row in model._default_manager.all() if fields else ():
            yield from ((row, field) for field in fields if getattr(row, field.name))


def rotate(row: Model, field: str) -> bool:
    """Put one text under the first key; False if it is already. Raises Unreadable."""
    while not (old := getattr(row, field)).is_current:
        # Only if it is still the same: whoever is typing a new one meanwhile must not lose it.
        same = type(row)._default_manager.filter(pk=row.pk, **{field: old})
        if same.update(**{field: old.rotated()}):
            return True
        row.refresh_from_db(fields=[field])
    return False
