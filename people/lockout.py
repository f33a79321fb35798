"""After some failures no further try for a while, by account, by address, and by whatever else has a secret.

A try is counted before anything is looked at and taken back if it was right, so that many at once get no
further than one after another. A name is counted whether or not somebody has it, and kept as a digest: people
also type their password into the wrong field.
"""

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib.auth.signals import user_login_failed
from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.formats import time_format
from django.utils.translation import ngettext

from audit.addresses import address_of, neighbourhood
from audit.events import Event
from audit.signals import named
from audit.trail import record
from people.models import Tries, User

LASTS = timedelta(minutes=15)
LIMITS = {Tries.Kind.ACCOUNT: 5, Tries.Kind.ADDRESS: 20, Tries.Kind.LINK: 10}
T = TypeVar("T")


class LockedError(Exception):
    """There is no further try before `until`. Its text is a sentence for whoever tried to sign in.

    `wait` are the `minutes`, the `time` and its `zone`, for another sentence.
    """

    def __init__(self, until: datetime) -> None:
        self.minutes = minutes = max(1, math.ceil((until - timezone.now()).total_seconds() / 60))
        at = timezone.localtime(until)
        self.wait = {"minutes": minutes, "time": time_format(at), "zone": f"{at:%Z}"}
        super().__init__(
            ngettext(
                "Signing in has failed too often. Try again in %(minutes)d minute, at %(time)s (%(zone)s). "
                "An administrator can let you try sooner.",
                "Signing in has failed too often. Try again in %(minutes)d minutes, at %(time)s (%(zone)s). "
                "An administrator can let you try sooner.",
                minutes,
            )
            % self.wait
        )


def full_rows(kind: Tries.Kind) -> QuerySet[Tries]:
    """Return those of one kind who have had all their tries."""
    return Tries.objects.filter(kind=kind, count__gte=LIMITS[kind], until__gt=timezone.now())


@dataclass(frozen=True)
class Counted:
    """Whose tries are counted."""

    kind: Tries.Kind
    key: str

    def rows(self) -> QuerySet[Tries]:
        return Tries.objects.filter(kind=self.kind, key=self.key)

    def locked(self) -> datetime | None:
        """Return until when no further try is made, or None."""
        return full_rows(self.kind).filter(key=self.key).values_list("until", flat=True).first()

    def count(self) -> datetime | None:
        """Count one try, unless there were as many as there may be; if so, return until when."""
        until = timezone.now() + LASTS
        new = {"count": 1, "until": until}
        _, first = Tries.objects.get_or_create(kind=self.kind, key=self.key, defaults=new)
        fewer = self.rows().filter(count__lt=LIMITS[self.kind])
        return None if first or fewer.update(count=F("count") + 1, until=until) else self.locked()

    def take_back(self) -> None:
        """Forget one try: it was right."""
        self.rows().filter(count__gt=0).update(count=F("count") - 1)


def account(username: str) -> Counted:
    name = unicodedata.normalize("NFKC", username).casefold()
    return Counted(Tries.Kind.ACCOUNT, salted_hmac("people.lockout", name, algorithm="sha256").hexdigest())


def addresses(request: HttpRequest) -> list[Counted]:
    """Return the caller's address, or nothing where it is not known."""
    address = address_of(request)
    return [Counted(Tries.Kind.ADDRESS, neighbourhood(address))] if address else []


def tried(
    request: HttpRequest, username: str, check: Callable[[], T | None], *, tells: bool = False
) -> T | None:
    """Return what `check` returns; None means that the password was wrong, which Django's signal is to tell.

    `tells`: `check` sends that signal by itself.

    Raises LockedError instead of checking, after too many wrong ones, and right after the last that may be.
    What was counted before stays until `forget`, since a password may be only the first half.
    """

    def wrong() -> None:
        if not tells:
            user_login_failed.send(__name__, credentials={"username": username}, request=request)

    everything = [account(username), *addresses(request)]
    return counted(everything, check, wrong, lambda: record(Event.LOCKED_OUT, named(username)))


def counted(
    everything: Sequence[Counted],
    check: Callable[[], T | None],
    wrong: Callable[[], None],
    full: Callable[[], None],
) -> T | None:
    """Return what `check` returns, counting a None against everything.

    `wrong` is called after one, `full` too where it was the last that may be: then, and before any
    further `check`, LockedError is raised.
    """
    Tries.objects.filter(until__lte=timezone.now()).delete()
    until = latest(each.locked() for each in everything) or latest(each.count() for each in everything)
    found = None if until else check()
    if found is not None:
        for each in everything:
            each.take_back()
        return found
    if until is None:
        wrong()
        if until := latest(each.locked() for each in everything):
            full()
    if until:
        raise LockedError(until)
    return None


def latest(times: Iterable[datetime | None]) -> datetime | None:
    return max([time for time in times if time], default=None)


def locked_people(people: Iterable[User]) -> dict[int, datetime]:
    """Return who of them cannot try to sign in, by primary key, and until when."""
    keys = {account(person.get_username()).key: person.pk for person in people}
    full = full_rows(Tries.Kind.ACCOUNT).filter(key__in=keys)
    return {keys[key]: until for key, until in full.values_list("key", "until")}


def forget(person: User) -> bool:
    """Let a person try again, from the beginning. Returns whether anything was counted."""
    return bool(account(person.get_username()).rows().delete()[0])
