"""The pages of runs: asking, watching, history, files. What another person owns is not found."""

from typing import Any, cast
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from actions import registry
from actions.action import Action
from audit.events import Event
from audit.trail import record
from people.models import User
from runs import events
from runs.models import Run
from statements import ID, SOME, Kept


def mine() -> QuerySet[Run]:
    found = Run.objects.visible_to(User(pk=SOME)).filter(key=ID).order_by()
    return found.select_related("connection", "source")


MINE = Kept(mine)  # every look at a run begins with that


class Request(HttpRequest):
    """A signed-in person's request."""

    htmx: HtmxDetails
    user: User


def action_or_404(slug: str) -> Action:
    try:
        return registry.get(slug)
    except KeyError:
        raise Http404(f"There is no action “{slug}”.") from None


def cancelled(run: Run) -> bool:
    """Cancel a run, write it down, and have the pages draw it. False if it was already over."""
    with transaction.atomic():
        if not run.cancel():
            return False
        record(Event.RUN_CANCELLED, run)
    events.announce(run)
    return True


def back(request: Request, instead: Any) -> HttpResponse:
    """Go back to the page that the form is on; if the browser does not say which, to what is named."""
    page = request.headers.get("Referer", "")
    known = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
    return redirect(page if known else instead)


def ticked(request: Request, most: int) -> list[UUID]:
    """Return the keys of the runs whose boxes were ticked."""
    return [key for key in map(uuid, request.POST.getlist("run")[:most]) if key]


def uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def run_or_404(request: Request, key: UUID) -> Run:
    for run in MINE.rows(key=request.user.pk, id=key):
        run.owner = request.user
        return cast(Run, run)
    raise Http404(f"There is no run {key}.")


def varied(response: HttpResponse) -> HttpResponse:
    """The address answers with a page or a part of it."""
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
