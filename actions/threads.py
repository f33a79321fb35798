"""Threads: begun on the server, and told of so that they can be gone on with."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from actions import outputs
from actions.action import Action
from connections.client import Client, Request
from connections.errors import NotOffered


def begun(client: Client) -> str:
    """Begin a conversation and return its id. Raises NotOffered where the server has none."""
    try:
        with client.send(Request(path="/conversations", json={})) as answer:
            return str(answer.object("id")["id"])
    except NotOffered as error:
        error.message = _("This server does not offer conversations.")
        error.advice = _("Choose “One message without a thread”, or another connection.")
        raise


def told_of(thread: str, action: Action, values: Mapping[str, Any]) -> outputs.Thread:
    """Return the thread with what to reply with: the same assistant, and the model that was asked instead."""
    assistant = str((values.get("assistant") or {}).get("id") or "")
    fields = {"conversation": thread, "assistant": assistant}
    if values.get("model"):
        fields["model"] = str(values["model"])
    onward = outputs.Onward(_("Reply"), action.slug, fields)
    return outputs.Thread(thread, action.headline(values), onward, assistant)
