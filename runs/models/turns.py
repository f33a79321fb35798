"""Whose turn it is, and when that of somebody's next run comes."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet, Subquery

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


def turns() -> QuerySet[Any, Any]:
    """The latest turn under way, the first that waits, the last of one person's that wait; None for none."""
    from people.models import User

    latest = runs().filter(state=State.RUNNING).order_by("-turn").values("turn")[:1]
    earliest = queued().order_by("turn").values("turn")[:1]
    own = queued().filter(owner=SOME).order_by("-turn").values("turn")[:1]
    found: list[Any] = [Subquery(each) for each in (latest, earliest, own)]
    return User.objects.filter(pk=SOME).order_by().values_list(*found)


TURNS = Kept(turns)


def turn_for(owner: "User") -> int:
    """Return the turn of a person's next run: whoever submits many takes one turn after the other.

    It is start-time fair queueing. A new line begins where the queue is now: at the latest turn under
    way, or at the first that waits, whichever comes later. Something held back may have waited for long.
    """
    ((latest, earliest, own),) = TURNS.rows(key=owner.pk)
    return max(latest or 0, earliest or 0, 0 if own is None else own + 1)
