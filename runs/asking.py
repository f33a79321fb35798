"""An action's form with what it needs from the database: connections, models, files kept from before."""

import json
from collections.abc import Mapping
from functools import cache, partial
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid5

from django.http import QueryDict
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from actions.action import Action
from actions.forms import ActionForm, DeclaredForm, Model
from actions.rows import Rows
from actions.uploads import File
from connections.digits import whole
from connections.models import Connection
from people.models import User
from runs.models import Attachment, Output, Run, StoredFile
from runs.models.values import files_in, without_files
from runs.permitted import found_open, open_to
from runs.shelves import stocked

MOST_WAITS = 5


def kept(owner: User, key: str) -> StoredFile | None:
    """Return the file of a person's own attachment or result, to stand in for an upload."""
    try:
        attachment = Attachment.objects.visible_to(owner).filter(key=UUID(key)).first()
    except ValueError:
        return None
    if attachment:
        return attachment.opened()
    output = result(owner, key)
    return output.opened() if output and output.file else None


def result(user: User, key: str) -> Output | None:
    """Return the result of this key, if it is a person's to see."""
    try:
        found = Output.objects.filter(key=UUID(key), preview=False)
    except ValueError:
        return None
    return found.filter(run__in=Run.objects.visible_to(user)).select_related("run").first()


def form_for(action: Action, user: User, data: Any = None, files: Any = None, **kwargs: Any) -> ActionForm:
    """Return the action's form; it has no connections if the person may use none."""
    connections = found_open(user, action)
    shelves = cache(partial(stocked, user))  # every row of a group asks for the same
    keeper = partial(kept, user)
    return action.form(data, files, connections=connections, kept=keeper, shelves=shelves, **kwargs)


def dress(action: Action, form: ActionForm) -> None:
    """Give a form the addresses it needs once it is drawn; most that are sent never are."""
    follow(form, reverse("runs:fields", args=[action.slug]))
    if action.sampled:
        shown: Any = form.fields[action.sampled[-1]]
        shown.sample_url, shown.sample_cost = reverse("runs:sample", args=[action.slug]), action.sample_cost


def follow(form: DeclaredForm, address: str) -> None:
    """Have the fields redrawn when a choice that others depend on changes, be it in a row."""
    htmx = {"hx-post": address, "hx-trigger": "change", "hx-target": "#fields", "hx-sync": "#fields:replace"}
    for name in form.controllers() & set(form.fields):
        form.fields[name].widget.attrs |= htmx
    for bound in form:
        for row in getattr(bound, "row_forms", ()):
            follow(row, address)


def usual_connection(user: User) -> dict[str, str]:
    """Return the initial value for the connection: the one used last."""
    last = Run.objects.visible_to(user).newest().values_list("connection", flat=True).first()
    return {"connection": str(last)} if last else {}


def given(action: Action, query: QueryDict) -> dict[str, Any]:
    """Return the initial values that an address gives: fields by name, each value of a group as a row."""
    found: dict[str, Any] = {}
    for name, field in action.fields.items():
        if isinstance(field, Rows):
            first = next(iter(field.row_fields))
            rows = [{first: value} for value in query.getlist(name)[: field.max_rows]]
            found |= {name: rows} if rows else {}
        elif name in query and not isinstance(field, File):
            found[name] = query[name]
    return found


def again(run: Run) -> dict[str, Any]:
    """Return the initial values that fill the form in as it was."""
    with run.inputs() as values:
        return {**values, "connection": str(run.connection_id or "")}


def less(
    action: Action, user: User, connection: Connection, values: Mapping[str, Any], param: str
) -> Mapping[str, Any]:
    """Return the values without what an API error's `param` is about, and what applied only with that."""
    rest = action.without(values, param) if param else None
    if rest is None:
        return values
    form = form_for(action, user, initial={**rest, "connection": str(connection.pk)})
    return {name: value for name, value in rest.items() if name in form.fields}


def keep_uploads(user: User, form: ActionForm, data: QueryDict, files: Any) -> tuple[QueryDict, Any]:
    """Keep the form's valid uploads; return the data that names them, and the files that are left."""
    data, files = data.copy(), MultiValueDict(files)
    if form.is_bound and files:
        form.is_valid()
        for name, file in form.uploads():
            data[f"{name}-kept"] = str(Attachment.objects.keep(user, name, file).key)
            files.pop(name, None)
    return data, files


def forget_unoffered_model(form: ActionForm, data: QueryDict, changed: str) -> QueryDict:
    """Return the data without a model that another connection or method, just chosen, does not offer."""
    data = data.copy()
    for name, field in form.fields.items():
        if isinstance(field, Model) and changed in form.controllers() - {name}:
            offered = {value for value, _ in field.widget.choices}
            if offered and data.get(name) not in offered:
                data.pop(name, None)
    return data


def awaited(form: ActionForm, times: str = "0") -> int:
    """Return how often, this time counted, the form has waited for a new connection's first list of models.

    0 is for a form that does not wait: the list is there, cannot be had, or does not come.
    """
    connection = form.chosen
    if not isinstance(connection, Connection) or connection.models_refreshed_at or connection.models_error:
        return 0
    count = (whole(times) or 0) + 1
    return count if count <= MOST_WAITS else 0


def repeated(run: Run, action: Action, sent: str, *, by: User, without: str = "") -> Run | None:
    """Ask for the same again in the name of whoever asked; `sent` is as for `fingerprint`, `by` who does it.

    `without` is what an API error was about, to be left out if the action can do without it.
    None if the connection has gone, or is not open to them any more.
    """
    connection = open_to(run.owner, action).filter(runs=run).first()
    if connection is None:
        return None
    with run.inputs() as known:
        values = less(action, run.owner, connection, known, without)
        submission = fingerprint(sent, action, connection, values)
        return Run.objects.submit(
            run.owner, connection, action, values, parent=run, submission=submission, by=by
        )


def fingerprint(sent: str, action: Action, connection: Connection, values: Mapping[str, Any]) -> UUID | None:
    """Return what tells a request sent twice from another one sent by the same, corrected form.

    `sent` is the id the form was drawn with; without one, nothing can be said.
    """
    try:
        form_id = UUID(sent)
    except ValueError:
        return None
    digest = sha256(json.dumps(without_files(dict(values)), sort_keys=True).encode())
    for path, file in files_in(dict(values)):
        digest.update(f"{path} {file.name} {file.size}".encode())
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    return uuid5(form_id, f"{action.slug} {connection.pk} {digest.hexdigest()}")
