"""The pictures and the recordings of all of a person's runs, and one picture as large as it goes."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from people.access import Access, access
from runs import choices, gallery, onward
from runs.models import Output, Run
from runs.showing import inputs_of
from runs.views import Request


@access(Access.SIGNED_IN)
@require_safe
def pictures(request: Request) -> HttpResponse:
    return listed(request, "image", "pictures")


@access(Access.SIGNED_IN)
@require_safe
def recordings(request: Request) -> HttpResponse:
    return listed(request, "audio", "recordings")


def listed(request: Request, kind: str, name: str) -> HttpResponse:
    """Draw a page of results of a kind; an htmx request gets the days alone."""
    before = request.GET.get("before", "")
    filters = gallery.Filters.read(request.GET)
    context = {
        "page": gallery.page(request.user, kind, before, filters),
        "filters": filters,
        "query": filters.query,
        "before": before,
        "name": name,
        "continued": request.GET.get("continued", ""),
    }
    template = "_days" if request.htmx.target == "older" else name
    if template == name:
        context["choices"] = choices.common(request.user)
    response = render(request, f"runs/gallery/{template}.html", context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response


@access(Access.OWNER)
@require_safe
def picture(request: Request, key: UUID) -> HttpResponse:
    """A picture with what was asked for it, between its neighbours."""
    mine = Output.objects.filter(run__in=Run.objects.visible_to(request.user)).select_related("run")
    output = get_object_or_404(mine, key=key, kind="image")
    filters = gallery.Filters.read(request.GET)
    newer, older = gallery.neighbours(output, request.user, filters)
    context = {
        "output": output,
        "run": output.run,
        "newer": newer,
        "older": older,
        "query": filters.query,
        "inputs": inputs_of(output.run),
        "steps": onward.steps(output, output.run, request.user),
    }
    return render(request, "runs/gallery/picture.html", context)
