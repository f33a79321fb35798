"""The pages about people: signing in, one's own account, the set-up link, the people and their groups."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from people.models import Passkey, User

NOT_SIGNED = _("That passkey was not accepted. Try again, or go another way.")


class Request(HttpRequest):
    """A signed-in person's request."""

    user: User


def onward(request: HttpRequest, otherwise: str = settings.LOGIN_REDIRECT_URL) -> str:
    """Return where a person wanted to go: what `next` says, if it is an address of ours."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours and wanted.startswith("/") else resolve_url(otherwise)


def signed(request: HttpRequest, person: User | None) -> Passkey | None:
    """Return the passkey with which the browser answered, or say that it did not."""
    from people.factors import webauthn  # slow to import

    try:
        return webauthn.signed(request, person, request.POST["credential"])
    except webauthn.PasskeyError:
        messages.error(request, NOT_SIGNED)
        return None
