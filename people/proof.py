"""Proof of oneself again, before what a stranger at an open browser must not do.

Signing in is proof, and so is the password or a code typed since. It lasts a quarter of an hour.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from people import factors, lockout
from people.models import User

LASTS = 15 * 60  # seconds
# A page that was opened with proof may be sent a while later: what was typed into it would be lost.
SENT_WITHIN = 2 * LASTS
AT = "proved_at"

View = Callable[..., HttpResponseBase]


def given(request: HttpRequest, **_about: Any) -> None:
    """Remember that the person of this session has just proved who they are."""
    request.session[AT] = time.time()


def is_recent(request: HttpRequest, within: int = LASTS) -> bool:
    return time.time() - float(request.session.get(AT, 0)) < within


def can_be_typed(person: User) -> bool:
    """Whether a person has anything to type: a password, or an app that shows codes."""
    return person.has_usable_password() or factors.has_app(person)


def typed(request: HttpRequest, person: User, text: str) -> bool:
    """Whether this is the person's password or one of their codes; then it is proof.

    Raises lockout.LockedError after too many wrong ones.
    """
    return believed(request, person, lambda: person.check_password(text) or factors.accepts(person, text))


def password_typed(request: HttpRequest, person: User, text: str) -> bool:
    """The same, for the password alone."""
    return believed(request, person, lambda: person.check_password(text))


def believed(request: HttpRequest, person: User, check: Callable[[], bool]) -> bool:
    if not lockout.tried(request, person.get_username(), lambda: check() or None):
        return False
    lockout.forget(person)
    given(request)
    return True


def required(view: View) -> View:
    """Ask for proof first, unless there is some, and come back to the view's page."""

    @wraps(view)
    def proving(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if is_recent(request, SENT_WITHIN if request.method == "POST" else LASTS):
            return view(request, *args, **kwargs)
        return redirect(f"{reverse('people:proof')}?{urlencode({'next': request.path})}")

    return proving
