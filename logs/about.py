"""What the lines that are logged now are about.

The names are `request_id` (of a web request, and of the runs it asked for), `run_id` and `worker`. Never a
key, never what somebody asked or was answered.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_now: ContextVar[Mapping[str, str]] = ContextVar("about")
_always: dict[str, str] = {}


@contextmanager
def about(**known: str) -> Iterator[None]:
    """Have every line that this thread logs within the block say this too. What is empty is left out."""
    token = _now.set({**_now.get({}), **known})
    try:
        yield
    finally:
        _now.reset(token)


def always(**known: str) -> None:
    """Have every line of this process say this."""
    _always.update(known)


def known() -> dict[str, str]:
    return {name: value for name, value in {**_always, **_now.get({})}.items() if value}
