"""Proving again who one is, before something sensitive."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from people import oidc, proof
from people.access import Access, access
from people.forms.proof import ProofForm
from people.views import Request, onward, signed


@access(Access.SIGNED_IN)
@never_cache
@sensitive_post_parameters()
def proving(request: Request) -> HttpResponse:
    """Ask for the password, a code or a passkey, and go on to where it was asked for."""
    form = ProofForm(request, request.user, sent="proof" in request.POST)
    if "credential" in request.POST and signed(request, request.user):
        proof.given(request)
    if form.is_valid() or proof.is_recent(request):
        messages.success(request, _("Thank you: it is you."))
        return HttpResponseRedirect(onward(request, "people:account"))
    by_provider = oidc.is_offered() and request.user.identities.exists()
    context = {
        "form": form,
        "typed": proof.can_be_typed(request.user),
        "has_passkeys": request.user.passkeys.exists(),
        "provider": by_provider and settings.OIDC_NAME,
        "next": onward(request, "people:account"),
    }
    return render(request, "people/proving.html", context)
