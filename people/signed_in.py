"""Who asks: the person of a session, whom every request looks up."""

from typing import Any

from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject

from people.models import User
from statements import SOME, Kept

PERSON = Kept(lambda: User.objects.filter(pk=SOME, is_active=True))
IN_SESSION = auth.SESSION_KEY, auth.BACKEND_SESSION_KEY, auth.HASH_SESSION_KEY
BACKEND = "django.contrib.auth.backends.ModelBackend"


class PersonMiddleware(AuthenticationMiddleware):
    """Django's own, but that the usual case is a question that is kept."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: person_of(request))  # type: ignore[assignment]  # as Django's is


def person_of(request: HttpRequest) -> Any:
    """Return who is signed in, or Django's AnonymousUser."""
    return known(request) or auth.get_user(request)


def known(request: HttpRequest) -> User | None:
    """Return whom a session names, if all is as it was when they signed in; None leaves it to Django.

    It looks at the password's trace in the session, takes a key that was changed lately, and ends a session
    that is not believed any more.
    """
    key, backend, trace = (request.session.get(name, "") for name in IN_SESSION)
    if not key or backend != BACKEND:
        return None
    for person in PERSON.rows(key=int(key)):
        if constant_time_compare(trace, person.get_session_auth_hash()):
            found: User = person
            return found
    return None
