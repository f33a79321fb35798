"""What a form is given from outside, since actions have no database: connections, kept files, shelves."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from actions.families import Offered
from actions.shelves import Item


class ConnectionLike(Protocol):
    """What a form needs to know of a connection."""

    @property
    def pk(self) -> int: ...

    @property
    def name(self) -> str: ...

    def models_for_form(self) -> Sequence[Offered]: ...


# From the key of a file kept before to the open file, or None.
Keeper = Callable[[str], Any]
# From a shelf's name, and the connection that was chosen, to what stands on it.
Shelves = Callable[[str, ConnectionLike], Sequence[Item]]


class Kept:
    """The files kept from before, each looked for once. Whoever is done with the form closes them."""

    def __init__(self, find: Keeper) -> None:
        self.find = find
        self.found: dict[str, Any] = {}

    def __call__(self, key: str) -> Any:
        if key not in self.found:
            self.found[key] = self.find(key)
        return self.found[key]

    def close(self) -> None:
        for file in filter(None, self.found.values()):
            file.close()


def nothing_kept(_key: str) -> None:
    return None


def no_shelves(_name: str, _connection: ConnectionLike) -> tuple[Item, ...]:
    return ()
