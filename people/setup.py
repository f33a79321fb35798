"""The one-time link that makes the first administrator.

A nonce is kept in the database, and the link's token is the nonce signed with SECRET_KEY. So every process
prints the same link until it is used, and a copy of the database alone does not open it.
"""

import secrets

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from audit.events import Event
from audit.trail import record
from people.administrators import administrators
from people.forms.account import SetUpForm
from people.models import SetUpLink, User


def is_needed() -> bool:
    """Whether there is nobody yet who could administer Workroom."""
    return not administrators().exists()


def setup_path() -> str | None:
    """Return the path of the set-up page, or None once there is an administrator.

    A used link is replaced by a new one, so that an installation that lost its administrators can get
    one again by a restart.
    """
    if not is_needed():
        return None
    link, _ = SetUpLink.objects.get_or_create(pk=1, defaults={"nonce": secrets.token_urlsafe(32)})
    if link.used_at:
        used = SetUpLink.objects.filter(pk=1, nonce=link.nonce)
        used.update(nonce=secrets.token_urlsafe(32), used_at=None)
        link.refresh_from_db()
    return reverse("people:set-up", args=[token_of(link)])


def token_of(link: SetUpLink) -> str:
    return salted_hmac("people.setup", link.nonce, algorithm="sha256").hexdigest()[:40]


def link_of(token: str) -> SetUpLink | None:
    """Return the link, used or not, that this token belongs to."""
    link = SetUpLink.objects.filter(pk=1).first()
    return link if link and constant_time_compare(token, token_of(link)) else None


@transaction.atomic
def make_administrator(link: SetUpLink, form: SetUpForm) -> User | None:
    """Save a valid form as the first administrator; None if somebody else used the link meanwhile."""
    unused = SetUpLink.objects.filter(pk=link.pk, nonce=link.nonce, used_at=None)
    if not is_needed() or not unused.update(used_at=timezone.now()):
        return None
    administrator = form.save()
    record(Event.PERSON_ADDED, administrator, by=administrator, through="the set-up link", administrator=True)
    return administrator
