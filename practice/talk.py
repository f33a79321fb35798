"""What practice makes of a conversation's items: the question, and what it was shown and given."""

from collections.abc import Iterator, Sequence
from typing import Any

from practice import items, looking, papers, uploads, words
from practice.accounts import Account
from practice.items import Item
from practice.messages import Conversation

LARGEST_PICTURE = 50 * 1024 * 1024


def heard(
    account: Account, before: Sequence[Item], fresh: Sequence[Item], notes: Sequence[str]
) -> Conversation:
    """Return the conversation; only the `fresh` items are looked into."""
    everything = [*before, *fresh]
    messages = [item for item in everything if item["type"] == "message"]
    asked = [items.texts(item) for item in messages if item["role"] == "user"]
    text = "\n".join(filter(None, map(items.texts, everything)))
    seen = tuple(noticed(account, fresh, "input_image"))
    given = (*notes, *noticed(account, fresh, "input_file"), *answers(fresh))
    return Conversation(asked[-1] if asked else text, text, seen, len(messages), given)


def noticed(account: Account, fresh: Sequence[Item], kind: str) -> Iterator[str]:
    """Yield what practice says of each picture or file of the items."""
    for number, item in enumerate(fresh):
        parts = item["content"] if item["type"] == "message" else []
        for index, part in enumerate(parts):
            place = f"input[{number}].content[{index}]"
            if part["type"] == kind == "input_image":
                yield seen(account, part, place)
            elif part["type"] == kind:
                yield papers.told(account, part, place)


def seen(account: Account, part: dict[str, Any], place: str) -> str:
    if "file_id" in part:
        content = uploads.find(account, part["file_id"], f"{place}.file_id").beginning(LARGEST_PICTURE)
        return looking.description(looking.opened(content, f"{place}.file_id"))
    return looking.described(part["image_url"], f"{place}.image_url")


def answers(fresh: Sequence[Item]) -> Iterator[str]:
    """Yield a sentence on what each function of the caller's has answered."""
    for item in fresh:
        if item["type"] == "function_call_output":
            yield f"Your function answered: “{words.shorten(str(item['output']), 20)}”."
