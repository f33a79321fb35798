"""What the audit record is told of a connection: which fields, from what to what, and never a secret."""

from collections.abc import Iterable

from audit.changes import Change, changes, words
from audit.events import Event
from audit.trail import record
from connections.forms import ConnectionForm
from connections.models import Connection

SECRETS = {"api_key", "forget_key"}


def added(form: ConnectionForm, connection: Connection) -> None:
    groups = words(form.cleaned_data["groups"]) or "everyone"
    record(Event.CONNECTION_ADDED, connection, base_url=connection.base_url, who_may_use_it=groups)


def changed(form: ConnectionForm, connection: Connection) -> None:
    """Record what a saved form did; the key and who may use the connection have events of their own."""
    if told := [*changes(form, but={*SECRETS, "groups"}), *header_changes(form)]:
        record(Event.CONNECTION_CHANGED, connection, changes=told)
    if SECRETS & set(form.changed_data):
        record(Event.KEY_CHANGED, connection, key="new" if connection.api_key else "forgotten")
    access_changed(connection, form.initial["groups"], form.cleaned_data["groups"])


def access_changed(connection: Connection, before: Iterable[object], after: Iterable[object]) -> None:
    """Record who came in and who no longer does. A connection that is kept for no group is everyone's."""
    old, new = ({str(group) for group in groups} for groups in (before, after))
    given, taken = words(new - old), words(old - new)
    if old and not new:
        given, taken = "everyone", ""
    elif new and not old:
        given, taken = "", f"everyone but {given}"
    if given:
        record(Event.ACCESS_GRANTED, connection, for_whom=given)
    if taken:
        record(Event.ACCESS_TAKEN, connection, from_whom=taken)


def header_changes(form: ConnectionForm) -> list[Change]:
    """Return which extra headers came and went, and of which ones the value is another now."""
    old, new = form.headers.stored, {name.lower(): value for name, value in form.headers.pairs()}
    names = [["Extra headers", words(old), words(new)]] if old.keys() != new.keys() else []
    return names + [[f"Value of {name}"] for name in old.keys() & new.keys() if old[name] != new[name]]
