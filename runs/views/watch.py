"""One run: watching it, and cancelling it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actions import registry
from people.access import Access, access
from runs import browsing, chain, changes, events, failures, notices, times
from runs.live import live_path
from runs.models import Attempt, Output, Run
from runs.showing import inputs_of
from runs.sources import grouped
from runs.standing import standing
from runs.views import Request, cancelled, run_or_404, varied
from runs.views.notices import away
from statements import SOME, Kept

# What is drawn of every run; with each change of it, it is drawn anew.
OUTPUTS = Kept(lambda: Output.objects.filter(run=SOME))
ATTEMPTS = Kept(lambda: Attempt.objects.filter(run=SOME))


@access(Access.OWNER)
@require_safe
@never_cache
def run(request: Request, key: UUID) -> HttpResponse:
    """A run. An htmx request gets what the page or the list it comes from shows of it."""
    run = run_or_404(request, key)
    if (request.htmx.target or "").startswith("row-"):
        (row,) = browsing.listed(Run.objects.filter(pk=run.pk), 1)
        return varied(render(request, "runs/_row.html", {"run": row, "choosing": "choosing" in request.GET}))
    if not away(request):
        notices.mark([run])
    if request.htmx and not request.htmx.history_restore_request:
        return varied(render(request, "runs/_run.html", drawn(run)))
    around = {
        "before": chain.before(run, request.user),
        "after": chain.after(run, request.user),
        "by": chain.named(run.source),
        "version": changes.version(run),
    }
    return varied(render(request, "runs/run.html", {**drawn(run), **around, "inputs": inputs_of(run)}))


@access(Access.OWNER)
@require_POST
def cancel(request: Request, key: UUID) -> HttpResponse:
    run = run_or_404(request, key)
    if not cancelled(run) and not request.htmx:
        messages.info(request, _("It was already over: there was nothing left to cancel."))
    return render(request, "runs/_run.html", drawn(run)) if request.htmx else redirect(run)


def drawn(run: Run) -> dict[str, Any]:
    """Return what `runs/_run.html` shows."""
    so_far = None if run.is_over else events.so_far(run.key)
    receiving = bool(so_far and so_far.texts) and run.state == "running"
    return {
        "run": run,
        "standing": standing(run, receiving=receiving),
        "so_far": sorted(so_far.texts.items()) if so_far and receiving else [],
        "live_path": live_path(run, so_far.after) if so_far else "",
        "groups": grouped(run, whole(run, OUTPUTS)),
        "attempts": whole(run, ATTEMPTS),
        "times": times.of(run) if run.is_over else [],
        "removable": removable(run),
        "costs": may_cost(run),
        "known": run.action in {action.slug for action in registry.all_actions()},
        "submission": uuid4(),
    }


def whole(run: Run, question: Kept) -> list[Any]:
    """Return what came of a run, nothing before it began; each knows it, so that nobody asks for it again."""
    found = question.rows(key=run.pk) if run.started_at else []
    for one in found:
        one.run = run
    return found


def may_cost(run: Run) -> bool:
    """Whether running it again may cost money. Practice never does."""
    return failures.costs(run) and not (run.connection and run.connection.preset == "practice")


def removable(run: Run) -> dict[str, str] | None:
    """Return the parameter that the API refused and its label, if the run can do without it."""
    error = run.error or {}
    param = error.get("param")
    if not param or error["kind"] not in ("unsupported_field", "bad_request"):
        return None
    try:
        action = registry.get(run.action)
    except KeyError:
        return None
    if action.without(run.values, param) is None:
        return None
    return {"param": param, "label": action.field_label(param, run.values) or param}
