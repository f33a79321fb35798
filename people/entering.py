"""Coming in: what follows a right password, and what follows a right second factor."""

import time

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from people import factors, languages, lockout
from people.models import User

HALF_WAY = "half_way"
WITHIN = 600  # seconds between the two


def password_was_right(request: HttpRequest, person: User, onward: str) -> HttpResponse:
    """Let a person in, or ask for the second factor first."""
    if not factors.is_set_up(person):
        return enter(request, person, onward)
    request.session[HALF_WAY] = {
        "person": person.pk,
        "onward": onward,
        "at": time.time(),
        "password": person.get_session_auth_hash(),
    }
    return redirect("people:second-step")


def half_way(request: HttpRequest) -> User | None:
    """Return who gave their password in this browser a short while ago; it must still be theirs."""
    kept = request.session.get(HALF_WAY, {"at": 0})
    if time.time() - kept["at"] > WITHIN:
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    same = person and constant_time_compare(person.get_session_auth_hash(), kept["password"])
    return person if same else None


def second_factor_was_right(request: HttpRequest, person: User) -> HttpResponse:
    """Let in whoever was half way."""
    return enter(request, person, request.session[HALF_WAY]["onward"], second_factor=True)


def enter(request: HttpRequest, person: User, onward: str, *, second_factor: bool = False) -> HttpResponse:
    """Sign in and go on to an address of ours. `second_factor`: more than a password was shown."""
    request.session.pop(HALF_WAY, None)
    login(request, person)
    lockout.forget(person)
    languages.note(person)
    request.session[factors.SHOWN] = second_factor
    return HttpResponseRedirect(onward)
