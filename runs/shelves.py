"""What stands on the shelves that the forms of actions offer from, for one person and one connection."""

from collections.abc import Callable, Sequence
from typing import Any

from actions.shelves import Item
from assistants import shelves
from connections.models import Connection
from runs.models import Output, Run

MOST_FILES = 50


def files(user: Any, connection: Connection) -> list[Item]:
    """Return the files that a person uploaded through a connection, the newest first."""
    runs = Run.objects.visible_to(user).filter(connection=connection)
    uploaded = Output.objects.filter(kind="remotefile", run__in=runs)
    return [
        Item(output.text, str((output.data or {}).get("filename") or output.text))
        for output in uploaded.order_by("-id")[:MOST_FILES]
    ]


def stocked(user: Any, name: str, connection: Any) -> Sequence[Item]:
    """Return what stands on the shelf of this name; nothing, if there is no such shelf."""
    stock = SHELVES.get(name)
    return stock(user, connection) if stock else ()


SHELVES: dict[str, Callable[[Any, Connection], Sequence[Item]]] = {
    "assistants": shelves.assistants,
    "conversations": shelves.conversations,
    "files": files,
}
