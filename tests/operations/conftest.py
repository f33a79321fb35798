"""What tests of operations start from: an office, and no answer of an earlier test."""

import pytest

from operations import health


@pytest.fixture(autouse=True)
def nothing_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    for part in health.PARTS:
        monkeypatch.setattr(part, "_last", None)
    monkeypatch.setattr(health, "FRESH", 0.0)
