"""Samples: asking for one, waiting for it, and hearing it."""

from contextlib import closing
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from actions.forms import ActionForm
from connections.models import Connection
from people.access import Access, access
from runs import asking, samples
from runs.models import Run
from runs.permitted import open_to
from runs.views import Request, action_or_404
from runs.views.files import stored


@access(Access.SIGNED_IN)
@require_POST
def ask(request: Request, slug: str) -> HttpResponse:
    """Ask for a sample of what is chosen in an action's form, which may be half empty."""
    action = action_or_404(slug)
    with closing(asking.form_for(action, request.user, request.POST)) as form:
        wrong = complaints(form, action.sampled)
        if wrong or not action.sampled:
            return shown(request, wrong=wrong or [_("There is nothing to be sampled here.")])
        connection = open_to(request.user, action).get(pk=form.cleaned_data["connection"])
        values = action.sample(form.cleaned_data)
    return shown(request, run=samples.asked(request.user, connection, action, values))


def complaints(form: ActionForm, names: tuple[str, ...]) -> list[str]:
    """Return what is wrong with these fields and with the connection; the others do not matter yet."""
    return [str(error) for name in ("connection", *names) for error in form.errors.get(name, ())]


@access(Access.COLLEAGUES)
@require_safe
@never_cache
def watch(request: Request, pk: int, key: UUID) -> HttpResponse:
    """How far a sample is, or a player of it."""
    return shown(request, run=sample_or_404(request, pk, key))


@access(Access.COLLEAGUES)
@require_safe
def hear(request: Request, pk: int, key: UUID) -> HttpResponseBase:
    """The sample itself."""
    output = sample_or_404(request, pk, key).outputs.exclude(file="").first()
    if output is None:
        raise Http404(_("There is nothing to hear."))
    return stored(request, output)


def sample_or_404(request: Request, pk: int, key: UUID) -> Run:
    connections = Connection.objects.usable_by(request.user)
    run = get_object_or_404(Run.objects.kept(), key=key, connection=pk, connection__in=connections)
    if not samples.is_sample(run):
        raise Http404(_("This is no sample."))
    return run


def shown(request: Request, run: Run | None = None, wrong: list[str] | None = None) -> HttpResponse:
    """Show a sample: within the form if the page asks for that, else as a page."""
    context: dict[str, Any] = {"run": run, "wrong": wrong}
    template = "runs/_sample.html" if request.htmx else "runs/sample.html"
    return render(request, template, context, status=422 if wrong else 200)
