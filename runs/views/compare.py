"""Comparing runs, and choosing which."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from people.access import Access, access
from runs import comparing
from runs.views import Request


@access(Access.SIGNED_IN)
@require_safe
@never_cache
def compare(request: Request) -> HttpResponse:
    """The runs that the address names, side by side; of one alone, what to compare it with."""
    keys = dict.fromkeys(filter(None, request.GET.getlist("run")))
    runs = comparing.chosen(request.user, keys)
    missing, many = len(keys) - len(runs), len(runs) > comparing.MOST
    context = {"runs": runs, "missing": missing, "many": many, "most": comparing.MOST}
    if len(runs) > 1 and not many:
        context["comparison"] = comparing.compared(runs)
        return render(request, "runs/compare/compare.html", context)
    if len(runs) == 1:
        context["run"] = runs[0]
        context["versions"], context["others"] = comparing.offered(runs[0], request.user)
    return render(request, "runs/compare/choose.html", context)
