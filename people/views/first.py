"""The set-up page behind the one-time link."""

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people.access import Access, access
from people.forms.account import SetUpForm
from people.setup import is_needed, link_of, make_administrator


@access(Access.ANYONE)
@never_cache
@sensitive_post_parameters()
def set_up(request: HttpRequest, token: str) -> HttpResponse:
    link = link_of(token)
    if link is None:
        return render(request, "people/no_link.html", {"used": False}, status=404)
    if link.used_at or not is_needed():
        return used(request)
    form = SetUpForm(request.POST or None)
    if not form.is_valid():
        return render(request, "people/set_up.html", {"form": form})
    administrator = make_administrator(link, form)
    if administrator is None:
        return used(request)
    login(request, administrator)
    messages.success(
        request,
        _("Welcome, %(administrator)s. You are the administrator of this Workroom.")
        % {"administrator": administrator},
    )
    return redirect("runs:home")


def used(request: HttpRequest) -> HttpResponse:
    return render(request, "people/no_link.html", {"used": True}, status=410)
