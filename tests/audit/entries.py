"""Entries to read, made at once."""

from datetime import UTC, datetime, timedelta
from typing import Any

from audit.events import Event
from audit.models import Entry

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def an_entry(event: Event = Event.KEY_CHANGED, *, minutes: float = 0, **fields: Any) -> Entry:
    """Return Carol's change of a connection's key, so many minutes before noon, or something else."""
    given: dict[str, Any] = {
        "who": "7",
        "who_name": "Carol",
        "kind": "connection",
        "key": "3",
        "name": "OpenAI",
    }
    at = NOON - timedelta(minutes=minutes)
    return Entry.objects.create(event=event, at=at, address="192.0.2.7", **{**given, **fields})
