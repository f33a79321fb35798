"""Work that takes several requests in a row: what they use adds up, and none is paid for twice."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from actions.outputs import Usage
from connections.errors import OpenAIError


class Tally:
    """What the steps so far have used, all together."""

    def __init__(self) -> None:
        self.data: dict[str, Any] = {}

    def add(self, usage: Usage) -> Usage:
        """Take in what one more step used; return the whole."""
        self.data = summed(self.data, usage.data)
        return Usage(self.data)


def summed(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """Return both with equal names added up; of what is no number, the later one stays."""
    both = {**one, **other}
    for name in one.keys() & other.keys():
        match one[name], other[name]:
            case (int() | float()) as before, (int() | float()) as more:
                both[name] = before + more
            case Mapping() as before, Mapping() as more:
                both[name] = summed(before, more)
    return both


@contextmanager
def paid_before(**fields: str) -> Iterator[None]:
    """Surround a request that follows one that cost money: its failure must not begin the run anew.

    `fields` names the form's fields by the parameters of this request.
    """
    try:
        yield
    except OpenAIError as error:
        error.retryable, error.sent = False, True
        error.param = fields.get(error.param, error.param)
        raise
