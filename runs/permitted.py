"""Through which connections a person may run an action: as a query, and as the questions of every run."""

from django.db.models import QuerySet

from actions.action import Action
from connections.models import Connection
from people.models import User
from statements import OTHER, SOME, Kept

# All those that one person (`SOME`) may use, and that an administrator may.
OPEN = Kept(lambda: Connection.objects.usable_by(User(pk=SOME)))
OPEN_TO_CALLS = Kept(lambda: Connection.objects.callable_by(User(pk=SOME)))
OPEN_TO_ALL = Kept(lambda: Connection.objects.usable_by(User(is_superuser=True)))
# Whether one connection (`OTHER`) is among those that one person (`SOME`) may use; asked at every run.
USABLE = Kept(lambda: Connection.objects.usable_by(User(pk=SOME)).filter(pk=OTHER).values_list("pk"))
CALLABLE = Kept(lambda: Connection.objects.callable_by(User(pk=SOME)).filter(pk=OTHER).values_list("pk"))


def open_to(user: User, action: Action) -> QuerySet[Connection]:
    """Return the connections through which a person may run this action."""
    connections = Connection.objects
    return connections.callable_by(user) if action.restricted else connections.usable_by(user)


def found_open(user: User, action: Action) -> list[Connection]:
    """Return what `open_to` finds, which every form that is sent asks for."""
    open_now = OPEN_TO_ALL if user.is_superuser else OPEN_TO_CALLS if action.restricted else OPEN
    return open_now.rows(key=user.pk)


def may_go_through(user: User, action: Action, connection: Connection) -> bool:
    """Whether a person may run this action through a connection that is not switched off."""
    open_now = CALLABLE if action.restricted else USABLE
    return user.is_superuser or bool(open_now.rows(key=user.pk, other=connection.pk))
