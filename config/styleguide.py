"""The visual language on one page: each part is drawn by the partial that draws it everywhere."""

from types import SimpleNamespace

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from actions import registry
from config import examples, palette
from people.access import Access, access
from runs import asking
from runs.models import State
from runs.views import Request

LEVELS = {
    messages.SUCCESS: _("It is done."),
    messages.INFO: _("Something to know."),
    messages.WARNING: _("Something to look after."),
    messages.ERROR: _("It did not work. Here stands why, and what to do."),
}
BUTTONS = ("btn-primary", "", "btn-quiet", "btn-stop", "btn-primary btn-lg", "btn-small")
WITH_ROWS = "analyze-images"  # one with a mask, and its dialogue, would be heavier than a page may be


@access(Access.ADMINISTRATORS)
@require_safe
def page(request: Request) -> HttpResponse:
    for level, words in LEVELS.items():
        messages.add_message(request, level, words)
    asked = asking.form_for(registry.get(WITH_ROWS), request.user)
    context = {
        "colours": palette.colours().values(),
        "pairs": palette.pairs(),
        "measures": palette.measures(),
        "readable": palette.READABLE,
        "states": [*State, "on", "off"],
        "choices": State.choices,
        "rows": [examples.a_run(state) for state in State],
        "ended": [examples.a_run(State.SUCCEEDED), examples.a_run(State.FAILED)],
        "standings": examples.standings(),
        "failure": examples.a_failure(),
        "results": examples.results(),
        "onward": examples.onward(),
        "verdicts": examples.verdicts(),
        "inputs": examples.inputs(),
        "changes": examples.changes(),
        "going": examples.going(),
        "entries": examples.entries(),
        "tour": examples.steps(),
        "actions": registry.all_actions()[:2],
        "buttons": BUTTONS,
        "wrong": examples.wrong(),
        "asked": asked,
        "middle": SimpleNamespace(before="2", older="1"),
    }
    return render(request, "styleguide/page.html", context)
