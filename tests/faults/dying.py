"""Processes that kill themselves at the points they were told. The product knows nothing of it.

In the folder DEATHS, a file named after a run (or "next", where no run is in hand yet) holds the point. The
file goes before the process does, so each death is died once.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

from logs.about import known

NEXT = "next"


def die_at(point: Enum) -> None:
    """Die like one who is killed: nothing is closed, nobody is told."""
    order = Path(os.environ["DEATHS"]) / known().get("run_id", NEXT)
    with suppress(FileNotFoundError):
        if order.read_text() == point.value:
            order.unlink()
            os.kill(os.getpid(), signal.SIGKILL)


def before(owner: Any, name: str, point: Enum) -> None:
    does = getattr(owner, name)

    def dying(*args: Any, **kwargs: Any) -> Any:
        die_at(point)
        return does(*args, **kwargs)

    setattr(owner, name, dying)


def after(owner: Any, name: str, point: Enum, when: Callable[..., bool] = lambda *_: True) -> None:
    does = getattr(owner, name)

    def dying(*args: Any, **kwargs: Any) -> Any:
        result = does(*args, **kwargs)
        if when(*args):
            die_at(point)
        return result

    setattr(owner, name, dying)


def after_the_first(owner: Any, name: str, point: Enum) -> None:
    """After the first piece of what a generator yields was used."""
    does = getattr(owner, name)

    def dying(*args: Any, **kwargs: Any) -> Iterator[Any]:
        for piece in does(*args, **kwargs):
            yield piece
            die_at(point)

    setattr(owner, name, dying)
