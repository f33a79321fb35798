"""Conversations: what was said, kept until it is deleted."""

import time
import uuid
from collections.abc import Sequence
from typing import Any

from practice.accounts import Account
from practice.items import Item
from practice.records import Record, Records
from practice.refusals import Refusal

MOST = 500
MOST_ITEMS = 1_000


def records(account: Account) -> Records:
    return Records(account, "Conversation", most=MOST)


def create(account: Account, items: list[Item], metadata: dict[str, str]) -> dict[str, Any]:
    name = f"conv_{uuid.uuid4().hex}"
    facts = {"id": name, "object": "conversation", "created_at": int(time.time()), "metadata": metadata}
    records(account).put(name, {"facts": facts, "items": items})
    return facts


def facts(account: Account, name: str) -> dict[str, Any]:
    found: dict[str, Any] = records(account).find(name)["facts"]
    return found


def items(account: Account, name: str) -> list[Item]:
    """Return what was said, the oldest first."""
    found: list[Item] = records(account).find(name)["items"]
    return found


def describe(account: Account, name: str, metadata: dict[str, str]) -> dict[str, Any]:
    """Hang other notes on a conversation."""
    with records(account).changed(name) as record:
        record["facts"]["metadata"] = metadata
    return dict(record["facts"])


def append(account: Account, name: str, more: Sequence[Item]) -> None:
    with records(account).changed(name) as record:
        record["items"] += more
        if len(record["items"]) > MOST_ITEMS:
            message = f"A practice conversation holds at most {MOST_ITEMS} items. Begin a new one."
            raise Refusal(message, code="conversation_too_long", param="conversation")


def item(account: Account, name: str, wanted: str) -> Item:
    return place(records(account).find(name), wanted)[1]


def remove_item(account: Account, name: str, wanted: str) -> dict[str, Any]:
    """Take an item out of a conversation, and return the conversation."""
    with records(account).changed(name) as record:
        del record["items"][place(record, wanted)[0]]
    return dict(record["facts"])


def place(record: Record, wanted: str) -> tuple[int, Item]:
    for number, each in enumerate(record["items"]):
        if each["id"] == wanted:
            return number, each
    raise Refusal(f"Item with id '{wanted}' not found.", status=404)
