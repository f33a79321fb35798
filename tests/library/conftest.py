"""A connection, an action's form as the browser posts it, and a saved definition."""

from typing import Any

import pytest
from django.urls import reverse

from connections.models import Connection
from library.models import Definition

SLUG, KIND = "transform-text-to-structured-data", "structured-data"
ASK = reverse("runs:ask", args=[SLUG])
FIELDS = reverse("runs:fields", args=[SLUG])
USE = f"{ASK}?definition="
VALUES: dict[str, Any] = {
    "parameters": [
        {
            "name": "title",
            "type": "text",
            "description": "What it is",
            "examples": [{"value": "A"}],
            "required": "no",
        },
        {"name": "places", "type": "array-object", "object": "Place", "examples": [], "required": "yes"},
    ],
    "objects": [
        {
            "name": "Place",
            "description": "",
            "properties": [{"name": "city", "type": "text", "description": "", "required": "no"}],
        }
    ],
}


@pytest.fixture
def connection(db: None) -> Connection:
    return Connection.objects.create(
        name="Practice", base_url="http://127.0.0.1:9/v1", api_key="sk-practice-1"
    )


@pytest.fixture
def definition(alice: Any) -> Definition:
    """Alice's own."""
    return Definition.objects.create(owner=alice, kind=KIND, name="Places", values=VALUES)


@pytest.fixture
def typed(connection: Connection) -> dict[str, str]:
    """What alice typed: one parameter, and the other fields still blank."""
    return {
        "connection": str(connection.pk),
        "model": "gpt-5.4-mini",
        "text": "Half a",
        "prompt": "",
        "parameters-0-name": "person",
        "parameters-0-type": "text",
        "parameters-0-required": "yes",
    }
