"""Reads the answer to `GET /models`, in OpenAI's shape and in those that compatible servers give it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from connections.errors import Malformed

LONGEST_ID = 200


@dataclass(frozen=True)
class Listed:
    """One model of the list."""

    model_id: str
    created: datetime | None = None
    owned_by: str = ""
    shutdown_date: date | None = None


def listed(data: Any) -> list[Listed]:
    """Return the models in `data`, each id once. Raises Malformed if it is no list of models."""
    match data:
        case {"data": list(items)} | {"models": list(items)} | list(items):
            pass
        case {"data": None} | {"models": None}:  # Ollama without any model
            items = []
        case _:
            raise Malformed
    models = {model.model_id: model for item in items if (model := read(item))}
    return list(models.values())


def read(item: Any) -> Listed | None:
    match item:
        case str(model_id) | {"id": str(model_id)} | {"name": str(model_id)} | {"model": str(model_id)}:
            pass
        case _:
            return None
    if not model_id or len(model_id) > LONGEST_ID:
        return None
    fields = item if isinstance(item, dict) else {}
    return Listed(
        model_id,
        created=moment(fields.get("created")),
        owned_by=str(fields.get("owned_by") or "")[:200],
        shutdown_date=day(fields.get("shutdown_date")),
    )


def moment(value: Any) -> datetime | None:
    try:
        return datetime.fromtimestamp(value, UTC) if value else None
    except (TypeError, ValueError, OverflowError, OSError):
        return None


def day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        return None
