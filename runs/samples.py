"""Samples of what a choice does, heard before the form is filled in: a voice, say.

A sample is a run of its own, so that it keeps to all that runs keep to: who may use the connection, the queue
and its limits, the secrecy of the key, the history that shows what was paid for. It holds nothing of whoever
asked first, so it belongs to the connection: whoever may use that hears it, and it is paid for once.
"""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from actions.action import Action
from connections.models import Connection
from people.models import User
from runs.models import Run, State
from runs.models.querysets import one_at_a_time
from runs.models.state import OVER

SAMPLES = UUID("5d0e3f3e-0a53-4c6a-9d0a-6d9b8c0f7a11")


def key_of(connection: int | None, action: str, values: Mapping[str, Any]) -> UUID:
    """Return what tells a sample from every other run: no form that a person sends comes to the same."""
    return uuid5(SAMPLES, json.dumps([connection, action, values], sort_keys=True))


def is_sample(run: Run) -> bool:
    return run.submission == key_of(run.connection_id, run.action, run.values)


def asked(user: User, connection: Connection, action: Action, values: Mapping[str, Any]) -> Run:
    """Return the run of a sample: the one there is, whoever asked for it, else a new one.

    One that failed is not asked again by itself: only a person who asks once more begins another. Of two who
    ask in the same instant the second waits, and finds the first one's.
    """
    key = key_of(connection.pk, action.slug, values)
    with transaction.atomic():
        one_at_a_time(key.int >> 65)
        return known(key) or submitted(user, connection, action, values, key)


def known(key: UUID) -> Run | None:
    """Return the run of a sample that is there, or on its way."""
    runs = Run.objects.kept().filter(submission=key).exclude(state__in=[State.FAILED, State.CANCELLED])
    return runs.order_by("pk").first()


def submitted(
    user: User, connection: Connection, action: Action, values: Mapping[str, Any], key: UUID
) -> Run:
    Run.objects.filter(submission=key, owner=user, state__in=OVER).update(submission=None)
    return Run.objects.submit(user, connection, action, values, submission=key)
