"""What tests of operations start from: an office, and no answer of an earlier test."""

import pytest

from operations import health
from tests.processes import empty_database, office

__all__ = ["empty_database", "office"]


@pytest.fixture(autouse=True)
def nothing_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in health.PARTS:
        monkeypatch.setattr(part, "_last", None)
    monkeypatch.setattr(health, "FRESH", 0.0)
