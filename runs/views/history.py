"""What a person did."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from people.access import Access, access
from runs import browsing, choices, tour
from runs.discarding import restorable
from runs.views import Request


@access(Access.SIGNED_IN)
@require_safe
def history(request: Request) -> HttpResponse:
    """The runs, newest first. An htmx request gets what is new of the page: another choice, or older runs."""
    filters, own_tags = browsing.Filters.read(request.GET), request.user.tags.all()
    context = {
        "page": browsing.page(filters, request.user, request.GET.get("before", "")),
        "filters": filters,
        "query": filters.query,
        "before": request.GET.get("before", ""),
        "choosing": True,
        "all": "all" in request.GET,
        "own_tags": own_tags,
    }
    templates = {"history": "runs/_history.html", "older": "runs/_rows.html"}
    template = templates.get(request.htmx.target or "", "runs/history.html")
    if template == "runs/history.html":
        tour.saw_history(request.user)
        context["choices"] = choices.every(request.user, own_tags)
        context["deleted"] = restorable(request.user).exists()
        context["searches"] = list(request.user.saved_searches.all())
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
