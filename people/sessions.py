"""Where people are signed in: kept to the minute, shown to them, and ended on demand."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from audit.addresses import address_of
from people import rules
from people.browsers import browser_name
from people.models import SignIn, User
from statements import NAMED, Kept

KEPT_TO = timedelta(minutes=1)
SINCE = "signed_in_at"
# When somebody was last seen in a session, and what is asked of everyone who signs in.
NOTED = Kept(
    lambda: SignIn.objects.filter(session=NAMED).values_list("last_used_at", rules.SECOND_FACTOR).order_by()
)


def began(request: HttpRequest, **_about: Any) -> None:
    """Keep that a person has just signed in, and when: a changed password renews the session and its row."""
    request.session[SINCE] = timezone.now().isoformat()
    if not request.session.session_key:
        request.session.create()
    note(request)


def note(request: HttpRequest) -> str | None:
    """Keep that a person is here. Returns the present rule about second factors, read on the way."""
    now, key = timezone.now(), request.session.session_key
    kept, rule = next(iter(NOTED.rows(name=key)), (None, None))
    if kept and kept > now - KEPT_TO:
        return rule
    seen = {
        "last_used_at": now,
        "address": address_of(request),
        "browser": browser_name(request.headers.get("User-Agent", "")),
    }
    if kept:
        SignIn.objects.filter(session=key).update(**seen)
        return rule
    seen |= {"person_id": request.session[SESSION_KEY]}
    seen |= {"since": parse_datetime(request.session.get(SINCE, "")) or now}
    with suppress(IntegrityError):  # the session was ended at this very moment
        SignIn.objects.get_or_create(session_id=key, defaults=seen)
    return rules.present().second_factor


def open_sessions(person: User) -> QuerySet[SignIn]:
    """Return where a person is signed in, the one used last first."""
    return person.sign_ins.filter(session__expire_date__gt=timezone.now()).order_by("-last_used_at")


def end(sign_ins: QuerySet[SignIn]) -> list[str]:
    """Sign out there: the next request of these browsers is a stranger's. Returns their names."""
    ended = dict(sign_ins.values_list("session", "browser"))
    Session.objects.filter(pk__in=ended).delete()
    return list(ended.values())


def drop_expired(most: int) -> None:
    """Delete sessions that have run out: Django leaves them in its table."""
    expired = Session.objects.filter(expire_date__lt=timezone.now()).values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(expired[:most])).delete()


def end_others(request: HttpRequest, person: User) -> list[str]:
    """Sign a person out everywhere but in the browser that asks for it. Returns the names of the others."""
    return end(open_sessions(person).exclude(session=request.session.session_key))
