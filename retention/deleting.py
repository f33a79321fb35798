"""Deletes copies at their servers, one after the other, and tells honestly what came of it."""

from urllib.parse import quote

from django.utils.translation import gettext as _

from assistants.models import Conversation
from audit.events import Event
from audit.trail import Thing, record
from connections.client import Request
from connections.errors import NotFound, NotOffered, OpenAIError
from connections.models import LISTING, Connection
from retention.models import RemoteCopy
from runs.models import Output


def delete(copy: RemoteCopy) -> None:
    """Try once. What is in vain is tried again at another time, unless there is no sense in that."""
    if copy.connection is None:
        failed(copy, _("The connection is gone, and its key with it."))
    elif is_used(copy, copy.connection):
        copy.became(RemoteCopy.State.USED)
    elif not copy.connection.enabled:
        in_vain(copy, _("The connection is switched off."))
    else:
        ask(copy, copy.connection)


def ask(copy: RemoteCopy, connection: Connection) -> None:
    path = f"/{copy.kind}/{quote(copy.remote_id, safe='')}"
    try:
        with connection.client(timeouts=LISTING) as client:
            client.send(Request(method="DELETE", path=path)).close()
    except NotOffered as error:
        failed(copy, error.message)
    except NotFound:
        done(copy, connection, RemoteCopy.State.GONE)
    except OpenAIError as error:
        in_vain(copy, " ".join(filter(None, [error.message, error.detail])))
    else:
        done(copy, connection, RemoteCopy.State.DELETED)


def is_used(copy: RemoteCopy, connection: Connection) -> bool:
    """Whether somebody goes on with a thread: another run that is kept belongs to it."""
    if copy.kind != "conversations":
        return False
    runs = Output.objects.filter(kind="thread", text=copy.remote_id, run__connection=connection)
    theirs = Conversation.objects.filter(connection=connection, conversation_id=copy.remote_id)
    return runs.filter(run__discarded_at=None).exists() or theirs.exclude(owner=copy.owner_id).exists()


def done(copy: RemoteCopy, connection: Connection, state: RemoteCopy.State) -> None:
    copy.became(state)
    if copy.kind == "conversations":
        Conversation.objects.filter(connection=connection, conversation_id=copy.remote_id).delete()
    record(Event.COPY_DELETED, audited(copy), owner=str(copy.owner or ""), connection=copy.connection_name)


def in_vain(copy: RemoteCopy, said: str) -> None:
    if copy.is_last_try:
        failed(copy, said)
    else:
        copy.became(RemoteCopy.State.WAITING, said)


def failed(copy: RemoteCopy, said: str) -> None:
    copy.became(RemoteCopy.State.FAILED, said)
    record(Event.COPY_LEFT, audited(copy), owner=str(copy.owner or ""), connection=copy.connection_name)


def audited(copy: RemoteCopy) -> Thing:
    return Thing("copy", copy.remote_id, str(copy))
