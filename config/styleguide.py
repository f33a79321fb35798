"""The visual language on one page: each part is drawn by the partial that draws it everywhere."""

import uuid
from types import SimpleNamespace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from actions import registry
from config import palette
from people.access import Access, access
from runs.models import State

LEVELS = {
    messages.SUCCESS: _("It is done."),
    messages.INFO: _("Something to know."),
    messages.WARNING: _("Something to look after."),
    messages.ERROR: _("It did not work. Here stands why, and what to do."),
}
BUTTONS = ("btn-primary", "", "btn-quiet", "btn-stop", "btn-primary btn-lg", "btn-small")


class Example(forms.Form):
    """A field of every kind, two of them filled in wrongly."""

    text = forms.CharField(label=_("A line"), help_text=_("What it is for, in one sentence."), max_length=60)
    long = forms.CharField(label=_("A text"), widget=forms.Textarea, max_length=80)
    number = forms.IntegerField(label=_("A number"), max_value=10, required=False)
    choice = forms.ChoiceField(label=_("A choice"), choices=State.choices)
    several = forms.MultipleChoiceField(
        label=_("Several"), choices=State.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    file = forms.FileField(label=_("A file"), required=False)
    agreed = forms.BooleanField(label=_("Yes or no"), required=False)


def example() -> Example:
    filled = {"example-long": "x" * 90, "example-number": "4", "example-choice": State.QUEUED}
    return Example(filled, prefix="example")


def a_run(state: State) -> Any:
    """Return what a run is to the partials that draw it in lists."""
    key = uuid.uuid5(uuid.NAMESPACE_URL, state)
    action = registry.all_actions()[0]
    return SimpleNamespace(
        key=key,
        action=action.slug,
        state=state,
        is_over=True,
        called=_("What was asked, or the title that it was given"),
        model="gpt-5",
        connection_name=_("A connection"),
        created_at=timezone.now(),
        get_state_display=state.label,
        get_absolute_url="#rows",
        tags=SimpleNamespace(all=()),
    )


@access(Access.ADMINISTRATORS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    for level, words in LEVELS.items():
        messages.add_message(request, level, words)
    context = {
        "colours": palette.colours().values(),
        "pairs": palette.pairs(),
        "measures": palette.measures(),
        "readable": palette.READABLE,
        "states": [*State, "on", "off"],
        "runs": [a_run(state) for state in State],
        "ended": [a_run(State.SUCCEEDED), a_run(State.FAILED)],
        "actions": registry.all_actions()[:2],
        "buttons": BUTTONS,
        "form": example(),
    }
    return render(request, "styleguide/page.html", context)
