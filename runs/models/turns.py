"""Whose turn it is, and when that of somebody's next run comes."""

from typing import TYPE_CHECKING

from runs.models.state import State
from statements import ID, SOME, SOMETIME, Kept

if TYPE_CHECKING:
    from people.models import User
    from runs.models.querysets import RunQuerySet


def runs() -> "RunQuerySet":
    from runs.models.run import Run

    return Run.objects.all()


def queued() -> "RunQuerySet":
    return runs().filter(state=State.QUEUED)


# The run whose turn it would be without any limits.
FIRST = Kept(lambda: runs().in_turn(SOMETIME).values_list("pk")[:1])
# Whether somebody has sent this before.
ASKED = Kept(lambda: runs().filter(owner=SOME, submission=ID).order_by().values_list("pk"))
# A run with those it is worked on with: who wants it, and through which connection.
TO_CLAIM = Kept(lambda: runs().filter(pk=SOME).order_by().select_related("owner", "connection"))
# The latest turn under way, the first that waits, and the last of one person's that wait.
LATEST = Kept(lambda: runs().filter(state=State.RUNNING).order_by("-turn").values_list("turn")[:1])
EARLIEST = Kept(lambda: queued().order_by("turn").values_list("turn")[:1])
OWN = Kept(lambda: queued().filter(owner=SOME).order_by("-turn").values_list("turn")[:1])


def turn_for(owner: "User") -> int:
    """Return the turn of a person's next run: whoever submits many takes one turn after the other.

    It is start-time fair queueing. A new line begins where the queue is now: at the latest turn under
    way, or at the first that waits, whichever comes later. Something held back may have waited for long.
    """
    now: list[int] = [turn for (turn,) in (*LATEST.rows(), *EARLIEST.rows())]
    own: list[int] = [turn + 1 for (turn,) in OWN.rows(key=owner.pk)]
    return max([0, *now, *own])
