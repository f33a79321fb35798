"""Repeating groups as the browser posts them: numbered rows, their order, and commands on them."""

import re
from collections.abc import Iterable
from copy import copy
from typing import Any

from django.http import QueryDict

from connections.digits import whole

# More than any form has; a number from outside is not believed beyond it.
MOST_ROWS = 1000


def order_of(value: Any) -> float:
    number = whole(str(value or ""))
    return float("inf") if number is None else number


def has_rows(data: Any, prefix: str, files: Iterable[str] = ()) -> bool:
    """Whether posted data has rows of a group: without, as most are sent, nothing has to be looked at."""
    if (total := data.get(f"{prefix}-TOTAL_FORMS")) is not None:
        return bool(total != "0")
    return any(key.startswith(f"{prefix}-") for key in (*data, *files))


def counted(data: Any, prefix: str, files: Iterable[str] = ()) -> Any:
    """Return posted data that says how many rows there are, counting them where it does not.

    `files` are the names of the files that came with it: a row may hold nothing else.
    """
    if f"{prefix}-TOTAL_FORMS" in data:
        return data
    numbers = [
        int(found[1])
        for key in (*data, *files)
        if (found := re.match(rf"{re.escape(prefix)}-([0-9]{{1,4}})-", key))
    ]
    data = copy(data)
    data[f"{prefix}-TOTAL_FORMS"], data[f"{prefix}-INITIAL_FORMS"] = str(max(numbers, default=-1) + 1), "0"
    return data


def edited(data: QueryDict, command: str) -> QueryDict:
    """Return posted data after a row command; an unknown one changes nothing.

    The commands are `add:messages` (`add:messages:3` for three), `remove:messages-0`, `up:messages-1` and
    `down:messages-0`.
    """
    verb, _, target = command.partition(":")
    prefix, _, said = target.rpartition("-") if verb != "add" else target.partition(":")
    number = whole(said)
    data = counted(data, prefix).copy()
    total = int(min(order_of(data[f"{prefix}-TOTAL_FORMS"]), MOST_ROWS))
    alive = [i for i in range(total) if not data.get(f"{prefix}-{i}-DELETE")]
    alive.sort(key=lambda i: order_of(data.get(f"{prefix}-{i}-ORDER")))
    if verb == "add":
        data[f"{prefix}-TOTAL_FORMS"] = str(min(total + (1 if number is None else number), MOST_ROWS))
        return data
    if number not in alive:
        return data
    if verb == "remove":
        data[f"{prefix}-{number}-DELETE"] = "on"
        return data
    here = alive.index(number)
    there = here + {"up": -1, "down": 1}.get(verb, 0)
    if 0 <= there < len(alive):
        alive[here], alive[there] = alive[there], alive[here]
    for place, row in enumerate(alive, start=1):
        data[f"{prefix}-{row}-ORDER"] = str(place)
    return data
