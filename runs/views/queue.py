"""The administrators' page of the queue: everybody's runs, without what was asked or answered."""

from typing import Any
from uuid import uuid4, uuid5

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actions import registry
from audit.events import Event
from audit.trail import record
from connections.models import Connection
from people.access import Access, access
from runs import asking, failures
from runs import queue as queued
from runs.models import Attachment, Pace, Run, State
from runs.views import Request, cancelled, ticked, uuid


@access(Access.ADMINISTRATORS)
@require_safe
@never_cache
def queue(request: Request) -> HttpResponse:
    """The page; an htmx request gets the part that is to be drawn again."""
    filters = queued.Filters.read(request.GET)
    context = {"filters": filters, "before": request.GET.get("before", ""), "all": "all" in request.GET}
    part = request.htmx.target
    if part != "queue-list":
        context["overview"] = queued.overview()
    if part != "queue-overview":
        context |= {"page": queued.page(filters, str(context["before"])), "submission": uuid4()}
    parts = {"queue-overview": "runs/queue/_overview.html", "queue-list": "runs/queue/_list.html"}
    if (template := parts.get(part or "")) is None:
        template, context["choices"] = "runs/queue/queue.html", queued.choices()
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@access(Access.ADMINISTRATORS)
@require_POST
def cancel(request: Request) -> HttpResponse:
    """Cancel what was chosen, as far as it is not over."""
    if not (runs := chosen(request)):
        return back(request)
    done = sum(cancelled(run) for run in runs)
    over = len(runs) - done
    cancelled_words = ngettext("%(count)d run was cancelled.", "%(count)d runs were cancelled.", done)
    over_words = ngettext("%(count)d run was already over.", "%(count)d runs were already over.", over)
    tell(request, messages.SUCCESS, cancelled_words, done)
    tell(request, messages.WARNING, over_words, over)
    return back(request)


@access(Access.ADMINISTRATORS)
@require_POST
def again(request: Request) -> HttpResponse:
    """Run again what has failed, in the name of whoever asked; ask first if that may cost money."""
    if not (runs := chosen(request)):
        return back(request)
    failed = [run for run in runs if run.state == State.FAILED]
    costly = [run for run in failed if failures.costs(run)]
    if costly and "confirmed" not in request.POST:
        return render(request, "runs/queue/again.html", question(request, failed, costly, len(runs)))
    started = [run for run in failed if repeated(request, run)]
    count, alone = len(started), len(runs) - len(started)
    again_words = ngettext("%(count)d run was started again.", "%(count)d runs were started again.", count)
    tell(request, messages.SUCCESS, again_words, count)
    tell(request, messages.WARNING, left_alone(alone), alone)
    return back(request)


def question(request: Request, failed: list[Run], costly: list[Run], chosen: int) -> dict[str, Any]:
    """Return what the page that asks needs: what would run again, and what that may cost."""
    return {
        "runs": failed,
        "costly": len(costly),
        "charged": sum(1 for run in costly if run.error and run.error.get("charged")),
        "others": chosen - len(failed),
        "filters": queued.Filters.read(request.POST),
        "submission": request.POST.get("submission", ""),
    }


@access(Access.ADMINISTRATORS)
@require_POST
def resume(request: Request, pk: int) -> HttpResponse:
    """Use a connection at full speed again, whatever its server has asked for."""
    connection = get_object_or_404(Connection, pk=pk)
    with transaction.atomic():
        if Pace.objects.filter(connection=connection).delete()[0]:
            record(Event.CONNECTION_RESUMED, connection)
    messages.success(request, _("“%(connection)s” is used as before.") % {"connection": connection})
    return back(request)


def chosen(request: Request) -> list[Run]:
    """Return the runs whose boxes were ticked; say so if none was."""
    found = Run.objects.kept().filter(key__in=ticked(request, queued.PER_PAGE))
    runs = list(found.select_related("owner").order_by("pk"))
    if not runs:
        messages.warning(request, _("Nothing was chosen: tick the runs first, then press the button."))
    return runs


def repeated(request: Request, run: Run) -> Run | None:
    """Return a new run of the same, one of each however often the form is sent; None if it may not be."""
    if not run.owner.is_active:
        return None
    sent = uuid5(uuid(request.POST.get("submission", "")) or uuid4(), str(run.key))
    try:
        return asking.repeated(run, registry.get(run.action), str(sent), by=request.user)
    except (KeyError, Attachment.DoesNotExist):  # the action, or a file, has gone
        return None


def left_alone(count: int) -> str:
    return ngettext(
        "%(count)d run was left alone: only what failed can run again, through a connection that its owner "
        "may still use.",
        "%(count)d runs were left alone: only what failed can run again, through a connection that their "
        "owner may still use.",
        count,
    )


def tell(request: Request, level: int, words: str, count: int) -> None:
    """Say what has become of so many runs, if there are any; the sentence leaves a place for the number."""
    if count:
        messages.add_message(request, level, words % {"count": count})


def back(request: Request) -> HttpResponse:
    """Go back to the list as it was narrowed down."""
    query = queued.Filters.read(request.POST).query
    return redirect(f"{reverse('runs:queue')}{'?' if query else ''}{query}")
