"""Showing something to others, and taking it back: each with its entry in the audit record."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from audit.events import Event
from audit.trail import record
from sharing.forms import VisibleForm
from sharing.models import Share, Shown

if TYPE_CHECKING:
    from runs.models import Run


def visible(form: VisibleForm) -> dict[str, Any]:
    """Return what a valid form says is shown, but for the results."""
    return {"title": form.cleaned_data["title"], "inputs": form.cleaned_data["inputs"]}


@transaction.atomic
def share(run: "Run", form: VisibleForm, recipients: dict[str, Any]) -> list[Share]:
    """Show a run to each of the recipients of a valid form. Who saw something of it already sees this now."""
    people = [{"person": recipients["person"]}] if recipients["person"] else []
    groups = [{"group": group} for group in recipients.get("groups", ())]
    return [_share(run, form, whom) for whom in (*people, *groups)]


def _share(run: "Run", form: VisibleForm, whom: dict[str, Any]) -> Share:
    Share.objects.filter(run=run, **whom).end()
    made = Share.objects.create(run=run, **visible(form), **whom)
    made.outputs.set(form.chosen)
    record(Event.SHARED, made, what="run", with_whom=made.with_whom, with_inputs=made.inputs)
    return made


@transaction.atomic
def take_back(shown: Shown, event: Event) -> bool:
    """End what is shown. False if it was over already."""
    table: Any = type(shown)
    if not table.objects.filter(pk=shown.pk).end():
        return False
    record(event, shown)
    return True
