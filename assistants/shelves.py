"""What the form of an action offers of assistants and of conversations."""

from typing import TYPE_CHECKING, Any

from actions.shelves import Item
from assistants.models import Assistant, Conversation

if TYPE_CHECKING:
    from connections.models import Connection

MOST_CONVERSATIONS = 50


def assistants(user: Any, connection: "Connection") -> list[Item]:
    """Return the assistants that a person may message through a connection."""
    found = Assistant.objects.visible_to(user).usable_through(connection)
    return [Item(str(one.pk), f"{one.name} ({one.model})", one.facts()) for one in found]


def conversations(user: Any, connection: "Connection") -> list[Item]:
    """Return the conversations that a person had through a connection, the latest first."""
    found = Conversation.objects.filter(owner=user, connection=connection)[:MOST_CONVERSATIONS]
    return [Item(one.conversation_id, one.title) for one in found]
