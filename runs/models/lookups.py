"""The indexes of the table of runs: what they are looked up by, and in which order."""

from django.db import models
from django.db.models import Q

from runs.models.tally import UNCOUNTED

# Of all that a person ever ran, what few runs are: the column that says so, and the name of the index.
FEW = {
    "has_image": "run_image",
    "has_audio": "run_audio",
    "favourite": "run_favourite",
    "untold": "run_untold",
}


def of_a_few(mark: str, name: str) -> models.Index:
    """Return an index of a person's runs that have a mark, newest first.

    It holds all that each question says of them, not only as much as is needed to tell them apart: SQLite
    has no statistics, goes by how much of a question an index answers, and would look through all instead.
    """
    return models.Index(fields=["owner", "discarded_at", "-id"], condition=Q(**{mark: True}), name=name)


LOOKUPS = [
    models.Index(fields=["owner", "-id"], name="run_history"),
    # A person's runs by what they narrow them down to, in the order in which they are listed.
    models.Index(fields=["owner", "action", "-id"], name="run_action"),
    models.Index(fields=["owner", "model", "-id"], name="run_model"),
    models.Index(fields=["owner", "state", "-id"], name="run_state"),
    models.Index(fields=["owner", "connection", "-id"], name="run_connection"),
    models.Index(fields=["owner", "created_at"], name="run_asked"),
    models.Index(fields=["state", "lease_until"], name="run_lost"),
    # All that a claim looks at, so that it never has to fetch the rows it passes over.
    models.Index(fields=["state", "turn", "id", "owner", "connection", "not_before"], name="run_turn"),
    models.Index(fields=["state", "owner", "turn"], name="run_own_turn"),
    models.Index(fields=["state", "finished_at", "connection"], name="run_lately"),
    models.Index(fields=["id"], condition=UNCOUNTED, name="run_uncounted"),
    models.Index(fields=["discarded_at"], condition=Q(discarded_at__isnull=False), name="run_discarded"),
    # What one person can put back: without it, all that they ever ran is looked through.
    models.Index(
        fields=["owner", "discarded_at"],
        condition=Q(discarded_at__isnull=False),
        name="run_restorable",
    ),
    models.Index(fields=["parent", "owner", "-id"], condition=Q(parent__isnull=False), name="run_children"),
    models.Index(fields=["source"], condition=Q(source__isnull=False), name="run_source"),
    *(of_a_few(mark, name) for mark, name in FEW.items()),
]
