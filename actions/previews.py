"""What follows from a form as it is filled in so far, shown beside the fields."""

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Preview:
    """A heading and a text, shown after a field; a form that has one gives it as its `preview`."""

    title: str
    text: str
    after: str


def pretty(data: Any) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)
