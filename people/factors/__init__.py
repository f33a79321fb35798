"""The second factor: an authenticator app, passkeys, and recovery codes for the day when neither is there."""

from django.db import transaction
from django.http import HttpRequest

from audit.events import Event
from audit.trail import Thing, record
from people import sessions
from people.factors import app, codes
from people.models import AuthenticatorApp, Passkey, User

SHOWN = "second_factor"


def has_app(person: User) -> bool:
    return AuthenticatorApp.objects.filter(person=person).exists()


def count(person: User) -> int:
    """Return how many a person has; recovery codes are none."""
    return has_app(person) + person.passkeys.count()


def is_set_up(person: User) -> bool:
    """Whether a person is asked for more than a password."""
    return count(person) > 0


def accepts(person: User, code: str) -> bool:
    """Whether this is a code of the person's app that was not used yet, or one of their recovery codes."""
    return app.accepts(person, code) or codes.accepts(person, code)


def added(request: HttpRequest, person: User, name: str) -> list[str]:
    """Do what a new factor of this name brings about: browsers that had but a password are signed out.

    Returns new recovery codes, or none if the person has some already.
    """
    record(Event.FACTOR_ADDED, Thing("factor", "", name))
    request.session[SHOWN] = True
    if person.recovery_codes.exists():
        return []
    sessions.end_others(request, person)
    return codes.renew(person)


def remove(person: User, factor: AuthenticatorApp | Passkey) -> None:
    """Remove one factor; and recovery codes that then stand for nothing."""
    record(Event.FACTOR_REMOVED, Thing("factor", "", str(factor)))
    factor.delete()
    if not is_set_up(person):
        person.recovery_codes.all().delete()


@transaction.atomic
def remove_all(person: User) -> None:
    """Leave a person with the password alone, signed out everywhere."""
    record(Event.FACTORS_TAKEN, person)
    AuthenticatorApp.objects.filter(person=person).delete()
    person.passkeys.all().delete()
    person.recovery_codes.all().delete()
    sessions.end(sessions.open_sessions(person))
