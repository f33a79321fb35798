"""What was asked of practice: one JSON line a request, without keys and without bodies."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from practice.accounts import Account
from practice.exchange import Exchange

LARGEST = 2 * 1024 * 1024
turning = threading.Lock()


def path() -> Path:
    return Path(settings.PRACTICE_DIR) / "journal.jsonl"


def add(exchange: Exchange, status: int, *, complete: bool = True) -> None:
    """Note a request that was answered; `complete` is False when the answer broke off."""
    line = {
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "account": exchange.account.name if exchange.account else "",
        "method": exchange.request.method,
        "path": exchange.request.path[:200],
        "model": exchange.model[:100],
        "status": status,
        "request_id": exchange.request_id,
        "client_request_id": exchange.request.headers.get("X-Client-Request-Id", "")[:512],
        "milliseconds": exchange.elapsed_ms,
        "complete": complete,
    }
    journal = path()
    journal.parent.mkdir(parents=True, exist_ok=True)
    with turning:
        if journal.exists() and journal.stat().st_size > LARGEST:
            journal.replace(journal.with_suffix(".1.jsonl"))
        with journal.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")


def lines(account: Account) -> list[dict[str, Any]]:
    """Return what the account asked, newest last: this file and the one before it."""
    found: list[dict[str, Any]] = []
    for journal in (path().with_suffix(".1.jsonl"), path()):
        if journal.exists():
            with journal.open(encoding="utf-8") as file:
                found.extend(line for line in map(json.loads, file) if line["account"] == account.name)
    return found
