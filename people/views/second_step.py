"""Signing in beyond the password: the second factor; and a passkey in place of both."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from people import entering
from people.access import Access, access
from people.forms.factors import CodeForm
from people.models import User
from people.views import onward, signed


@access(Access.ANYONE)
@never_cache
def second_step(request: HttpRequest) -> HttpResponse:
    """A code or a passkey, after the password."""
    person = entering.half_way(request)
    if person is None:
        messages.warning(request, _("Type your password first."))
        return redirect("people:sign-in")
    by_passkey = "credential" in request.POST
    form = CodeForm(request, person, None if by_passkey else request.POST or None)
    if signed(request, person) if by_passkey else form.is_valid():
        return entering.second_factor_was_right(request, person)
    context = {"form": form, "has_passkeys": person.passkeys.exists()}
    status = 429 if form.has_error("code", "locked") else 200
    return render(request, "people/second_step.html", context, status=status)


@access(Access.ANYONE)
@require_GET
@never_cache
def passkey_task(request: HttpRequest) -> HttpResponse:
    """What the browser signs: for the second step (`?second`), for oneself, or for whoever it is."""
    from people.factors import webauthn  # slow to import

    person = entering.half_way(request) if "second" in request.GET else request.user
    return JsonResponse(webauthn.ask_to_sign(request, person if isinstance(person, User) else None))


@access(Access.ANYONE)
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with a passkey alone: whoever has it and opens its device is who they say."""
    if "credential" in request.POST and (passkey := signed(request, None)):
        return entering.enter(request, passkey.person, onward(request), second_factor=True)
    return redirect("people:sign-in")
