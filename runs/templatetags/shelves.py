"""What can be done with a file that a server keeps."""

from collections.abc import Sequence

from django import template

from actions.action import Action
from actions.registry import all_actions
from connections.models import Connection
from connections.remote_files import RemoteFile
from people.models import User
from runs.onward import address

register = template.Library()


@register.simple_tag
def actions_through(connection: Connection, user: User) -> list[Action]:
    """Return the actions that a person may run through a connection that they may use."""
    restricted = Connection.objects.callable_by(user).contains(connection)
    return [each for each in all_actions() if restricted or not each.restricted]


@register.simple_tag
def uses_of(file: RemoteFile, actions: Sequence[Action], connection: Connection) -> list[tuple[Action, str]]:
    """Return those of the actions that take the file, each with the address of its form begun with it."""
    begun = [(action, action.begun_with(file.file_id, file.purpose)) for action in actions]
    return [
        (action, address(action, {"connection": str(connection.pk), **fields}))
        for action, fields in begun
        if fields
    ]
