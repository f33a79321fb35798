"""Going to the OpenID Connect provider, and coming back."""

import logging
import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from people import entering, oidc, proof
from people.access import Access, access
from people.models import User
from people.views import onward

logger = logging.getLogger(__name__)

ASKED = "oidc"
WITHIN = 900  # seconds, for whoever looks for their phone there
NO_ANSWER = _("{} did not answer as it must. Try again; if it goes on, tell an administrator.")
NOT_YOU = _("That was somebody else.")


@access(Access.ANYONE)
@require_GET
@never_cache
def leave(request: HttpRequest) -> HttpResponse:
    """Go to the provider: to sign in, or to prove who one is (`?proof`)."""
    from people.oidc import provider, tokens  # slow to import

    if not oidc.is_offered():
        raise Http404
    again = "proof" in request.GET
    try:
        address, kept = tokens.question(callback_of(request), again=again)
    except provider.ProviderError as error:
        return failed(request, error)
    request.session[ASKED] = {**kept, "again": again, "onward": onward(request), "at": time.time()}
    return HttpResponseRedirect(address)


@access(Access.ANYONE)
@require_GET
@never_cache
def come_back(request: HttpRequest) -> HttpResponse:
    """Take the provider's answer."""
    from people.oidc import admission, provider, tokens  # slow to import

    kept = request.session.pop(ASKED, {"at": 0})
    if not oidc.is_offered() or time.time() - kept["at"] > WITHIN:
        messages.warning(request, gettext("That took too long, or began in another browser. Try again."))
        return redirect("people:sign-in")
    try:
        claims = tokens.answer(request.GET.dict(), kept, callback_of(request), again=kept["again"])
        person = admission.admitted(claims)
    except provider.ProviderError as error:
        return failed(request, error)
    except admission.NotAdmittedError as refusal:
        user_login_failed.send(__name__, credentials={"username": str(claims["sub"])}, request=request)
        messages.error(request, str(refusal))
        return redirect("people:sign-in")
    return proved(request, person, kept["onward"]) if kept["again"] else came(request, person, kept["onward"])


def came(request: HttpRequest, person: User, address: str) -> HttpResponse:
    """Let in whoever the provider vouches for. A second factor is for the provider to ask."""
    return entering.enter(request, person, address, second_factor=True)


def proved(request: HttpRequest, person: User, address: str) -> HttpResponse:
    if person != request.user:
        messages.error(request, NOT_YOU)
        return redirect("people:proof")
    proof.given(request)
    return HttpResponseRedirect(address)


def callback_of(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("people:oidc-callback"))


def failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Say so to the person, and why to whoever reads the log."""
    logger.warning("Signing in by OpenID Connect failed: %s", error)
    user_login_failed.send(__name__, credentials={"username": ""}, request=request)
    messages.error(request, NO_ANSWER.format(settings.OIDC_NAME))
    return redirect("people:proof" if request.user.is_authenticated else "people:sign-in")
