"""One's own account: the password, and where one is signed in."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from audit.events import Event
from audit.trail import record
from people import sessions
from people.access import Access, access
from people.factors import passkeys
from people.forms.account import ChangePasswordForm
from people.forms.told import ToldForm
from people.models import AuthenticatorApp, SignIn
from people.views import Request


@access(Access.SIGNED_IN)
def account(request: Request) -> HttpResponse:
    """The page from which everything about one's own signing in is reached."""
    return render(request, "people/account.html", shown(request, ToldForm(instance=request.user)))


def shown(request: Request, form: ToldForm) -> dict[str, Any]:
    person = request.user
    return {
        "told": form if settings.MAILS else None,
        "app": AuthenticatorApp.objects.filter(person=person).first(),
        "passkeys": person.passkeys.order_by("added_at"),
        "passkeys_possible": passkeys.are_possible(request),
        "codes_left": person.recovery_codes.count(),
        "sign_ins": sessions.open_sessions(person),
        "here": request.session.session_key,
    }


@access(Access.SIGNED_IN)
@require_POST
def told(request: Request) -> HttpResponse:
    """Change how one is told of what has ended."""
    form = ToldForm(request.POST, instance=request.user)
    if not form.is_valid():
        return render(request, "people/account.html", shown(request, form))
    form.save()
    messages.success(request, _("Saved."))
    return redirect("people:account")


@access(Access.SIGNED_IN)
@require_POST
def shortcuts(request: Request) -> HttpResponse:
    """Switch the keyboard shortcuts on or off."""
    request.user.shortcuts = bool(request.POST.get("on"))
    request.user.save(update_fields=["shortcuts"])
    return redirect(f"{reverse('people:account')}#shortcuts-choice")


@access(Access.SIGNED_IN)
@sensitive_post_parameters()
def password(request: Request) -> HttpResponse:
    """Change one's own password; other browsers are signed out by it."""
    form = ChangePasswordForm(request, request.user)
    if form.is_valid():
        with transaction.atomic():
            update_session_auth_hash(request, form.save())
            sessions.end_others(request, request.user)
            record(Event.PASSWORD_CHANGED)
        messages.success(request, _("Your password is changed. Other browsers are signed out."))
        return redirect("people:account")
    return render(request, "people/password.html", {"form": form})


@access(Access.OWNER)
@require_POST
def session_end(request: Request, pk: int) -> HttpResponse:
    """Sign out one other browser of one's own."""
    mine = sessions.open_sessions(request.user).exclude(session=request.session.session_key)
    browser = get_object_or_404(mine, pk=pk).browser
    sessions.end(SignIn.objects.filter(pk=pk))
    record(Event.SESSIONS_ENDED, browsers=[browser])
    messages.success(request, _("%(browser)s is signed out.") % {"browser": browser})
    return redirect("people:account")


@access(Access.SIGNED_IN)
@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """Sign out every other browser of one's own."""
    record(Event.SESSIONS_ENDED, browsers=sessions.end_others(request, request.user))
    messages.success(request, _("You are signed out everywhere else."))
    return redirect("people:account")
