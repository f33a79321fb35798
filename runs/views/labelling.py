"""What a person says about a run: title, note and tags, and whether it is a favourite."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people.access import Access, access
from runs import labelling
from runs.forms import AboutForm
from runs.models import Run
from runs.views import Request, back, run_or_404, varied


@access(Access.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def about(request: Request, key: UUID) -> HttpResponse:
    """Change title, note and tags. An htmx request gets the form alone, for the run's page."""
    run = run_or_404(request, key)
    form = AboutForm.of(run, request.POST or None)
    if form.is_valid():
        known = form.cleaned_data
        labelling.describe(run, known["title"], known["note"], known["tags"])
        messages.success(request, _("Saved."))
        return redirect(run)
    context = {"run": run, "form": form, "own_tags": request.user.tags.all()}
    part = request.htmx and not request.htmx.history_restore_request
    template = "runs/_about_form.html" if part else "runs/about.html"
    return varied(render(request, template, context, status=422 if form.is_bound else 200))


@access(Access.OWNER)
@require_POST
def star(request: Request, key: UUID) -> HttpResponse:
    """Make a run a favourite, or not one any more."""
    run = run_or_404(request, key)
    run.favourite = request.POST.get("favourite") == "yes"
    Run.objects.filter(pk=run.pk).update(favourite=run.favourite)
    return render(request, "runs/_star.html", {"run": run}) if request.htmx else back(request, run)
