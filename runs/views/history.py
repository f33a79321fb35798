"""What a person can do, and what they did."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from actions import registry
from connections.models import Connection
from people.access import Access, access
from runs import browsing
from runs.models import Run
from runs.views import Request

LATEST = 6


@access(Access.SIGNED_IN)
@require_safe
def home(request: Request) -> HttpResponse:
    """The actions by group, and the latest runs."""
    usable = set(Connection.objects.usable_by(request.user).values_list("preset", flat=True))
    context = {
        "groups": registry.menu(),
        "recent": browsing.listed(Run.objects.visible_to(request.user), LATEST),
        "no_connection": not usable,
        "only_practice": usable == {"practice"},
    }
    return render(request, "runs/home.html", context)


@access(Access.SIGNED_IN)
@require_safe
def history(request: Request) -> HttpResponse:
    """The runs, newest first. An htmx request gets what is new of the page: another choice, or older runs."""
    filters = browsing.Filters.read(request.GET)
    context = {
        "page": browsing.page(filters, request.user, request.GET.get("before", "")),
        "filters": filters,
        "query": filters.query,
        "before": request.GET.get("before", ""),
    }
    templates = {"history": "runs/_history.html", "older": "runs/_rows.html"}
    template = templates.get(request.htmx.target or "", "runs/history.html")
    if template == "runs/history.html":
        context["choices"] = browsing.choices(request.user)
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
