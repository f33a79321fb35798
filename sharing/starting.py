"""A form that begins with what somebody else asked."""

from typing import Any

from actions.action import Action
from people.models import User
from runs import asking
from runs.models import Attachment, Run
from runs.models.values import files_in, put
from runs.permitted import open_to


def values(run: Run, action: Action, user: User) -> dict[str, Any]:
    """Return the initial values of a person's own form. Files are copied: kept for a day, or with their run.

    Raises NotStored if there is no room for them.
    """
    with run.inputs() as found:
        for path, file in list(files_in(found)):
            put(found, path, Attachment.objects.keep(user, path, file).opened())
    mine = open_to(user, action).filter(runs=run).exists()
    connection = {"connection": str(run.connection_id)} if mine else asking.usual_connection(user)
    return {name: value for name, value in found.items() if not theirs(action, name)} | connection


def theirs(action: Action, name: str) -> bool:
    """Whether a field names a conversation: it would go on in the place where the other person left it."""
    return getattr(action.fields.get(name), "shelf", "") == "conversations"
