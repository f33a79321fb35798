"""Saved searches: keeping what the history is narrowed down to, naming it otherwise, letting it go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from people.access import Access, access
from runs.models import SavedSearch
from runs.searches import SearchForm, normal
from runs.views import Request


@access(Access.SIGNED_IN)
@require_safe
def searches(request: Request) -> HttpResponse:
    return render(request, "runs/searches/list.html", {"searches": request.user.saved_searches.all()})


@access(Access.SIGNED_IN)
@require_POST
def save(request: Request) -> HttpResponse:
    """Keep a search under a name."""
    query = normal(request.POST.get("query", ""))
    if not query:
        messages.warning(request, _("There is nothing to save yet: search for something first."))
        return redirect("runs:history")
    form = SearchForm(request.POST, request.user)
    if not form.is_valid():
        return render(request, "runs/searches/edit.html", {"form": form, "query": query}, status=422)
    search = SavedSearch.objects.create(owner=request.user, name=form.cleaned_data["name"], query=query)
    messages.success(request, _("“%(name)s” is saved.") % {"name": search})
    return redirect(search)


@access(Access.OWNER)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: Request, pk: int) -> HttpResponse:
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    form = SearchForm(request.POST or None, request.user, search)
    if form.is_valid():
        search.name = form.cleaned_data["name"]
        search.save(update_fields=["name"])
        messages.success(request, _("“%(name)s” is saved.") % {"name": search})
        return redirect("runs:searches")
    context = {"form": form, "search": search}
    return render(request, "runs/searches/edit.html", context, status=422 if form.is_bound else 200)


@access(Access.OWNER)
@require_POST
def delete(request: Request, pk: int) -> HttpResponse:
    search = get_object_or_404(request.user.saved_searches, pk=pk)
    search.delete()
    messages.success(request, _("“%(name)s” is deleted. What it found stays.") % {"name": search})
    return redirect("runs:searches")
