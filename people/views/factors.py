"""One's own second factor: setting it up, and taking it away."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from audit.events import Event
from audit.trail import record
from people import factors, proof, rules
from people.access import Access, access
from people.browsers import browser_name
from people.factors import app, codes, passkeys
from people.forms.factors import AppForm, PasskeyForm
from people.models import AuthenticatorApp, Passkey
from people.views import Request

NONCE = "new_app"
NOT_MADE = _(
    "The passkey could not be made. Try again, or choose another device in the window of your browser."
)


@access(Access.SIGNED_IN)
@proof.required
@never_cache
def app_add(request: Request) -> HttpResponse:
    """Show the secret of a new authenticator app, and take it on once it is there."""
    nonce = request.session.setdefault(NONCE, app.new_nonce())
    form = AppForm(request.user, nonce, request.POST or None)
    if form.is_valid():
        form.save()
        del request.session[NONCE]
        messages.success(request, gettext("Your authenticator app is set up."))
        return after_adding(request, gettext("Authenticator app"))
    width, dark = app.picture(app.address(nonce, request.user))
    context = {"form": form, "width": width, "dark": dark, "secret": app.typed_secret(nonce)}
    return render(request, "people/app_add.html", context)


@access(Access.SIGNED_IN)
@proof.required
@never_cache
def passkey_add(request: Request) -> HttpResponse:
    """Name a new passkey and make it. The browser fetches its task from `passkey_task`."""
    from people.factors import webauthn  # slow to import

    said = browser_name(request.headers.get("User-Agent", ""))
    form = PasskeyForm(request.POST or None, initial={"name": said})
    if form.is_valid():
        name, made = form.cleaned_data["name"], form.cleaned_data["credential"]
        try:
            webauthn.keep(request, request.user, name, made)
        except webauthn.PasskeyError:
            form.add_error(None, NOT_MADE)
        else:
            messages.success(request, gettext("The passkey “%(name)s” is added.") % {"name": name})
            return after_adding(request, name)
    context = {"form": form, "possible": passkeys.are_possible(request)}
    return render(request, "people/passkey_add.html", context)


@access(Access.SIGNED_IN)
@require_GET
@never_cache
def passkey_task(request: Request) -> HttpResponse:
    """What the browser needs to make a passkey."""
    from people.factors import webauthn  # slow to import

    if not proof.is_recent(request, proof.SENT_WITHIN):
        raise PermissionDenied
    return JsonResponse(webauthn.ask_to_make(request, request.user))


def after_adding(request: Request, name: str) -> HttpResponse:
    """Show the recovery codes that come with the first factor."""
    if made := factors.added(request, request.user, name):
        return show_codes(request, made)
    return redirect("people:account")


def show_codes(request: Request, made: list[str]) -> HttpResponse:
    file = "\r\n".join(
        [
            gettext("Recovery codes of %(person)s for Workroom. Each works once.")
            % {"person": request.user.get_username()},
            *made,
        ]
    )
    return render(request, "people/codes.html", {"codes": made, "file": file})


@access(Access.SIGNED_IN)
@proof.required
@never_cache
def codes_renew(request: Request) -> HttpResponse:
    """Make new recovery codes; the earlier ones go."""
    if not factors.is_set_up(request.user):
        return redirect("people:account")
    if request.method == "POST":
        record(Event.CODES_RENEWED)
        return show_codes(request, codes.renew(request.user))
    return render(request, "people/codes_renew.html")


@access(Access.SIGNED_IN)
@proof.required
def app_remove(request: Request) -> HttpResponse:
    own = AuthenticatorApp.objects.filter(person=request.user).first()
    return removal(request, own) if own else redirect("people:account")


@access(Access.OWNER)
@proof.required
def passkey_remove(request: Request, pk: int) -> HttpResponse:
    return removal(request, get_object_or_404(request.user.passkeys, pk=pk))


def removal(request: Request, factor: AuthenticatorApp | Passkey) -> HttpResponse:
    """Ask first, then remove; unless it is the last one and one is asked for."""
    last = factors.count(request.user) == 1
    needed = last and rules.needs_second_factor(request.user, rules.present().second_factor)
    if request.method == "POST" and not needed:
        factors.remove(request.user, factor)
        messages.success(request, gettext("%(factor)s is removed.") % {"factor": factor})
        return redirect("people:account")
    context = {"factor": factor, "last": last, "needed": needed}
    return render(request, "people/factor_remove.html", context)
