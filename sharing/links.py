"""Links by which somebody without an account sees a part of a run: making them, and opening them.

A link is opened once for each visitor's session, by a button: whatever only looks at addresses (a chat's
preview, a mail scanner) counts as nobody. Its files go out to those sessions alone.
"""

import secrets
from hashlib import sha256
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from audit.events import Event
from audit.trail import record
from people.lockout import Counted, addresses, counted
from people.models import Tries
from runs.models import Run
from sharing.forms import VisibleForm
from sharing.giving import visible
from sharing.models import Link, links_are_allowed

OPENED = "opened_links"
MOST_OPENED = 100  # that one session remembers


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(run: Run, form: VisibleForm, terms: dict[str, Any]) -> tuple[Link, str]:
    """Make the link of two valid forms. Returns it with its secret, which nobody can find out again."""
    secret, ends = secrets.token_urlsafe(32), terms["until"]
    passphrase = make_password(terms["passphrase"]) if terms["passphrase"] else ""
    kept = {"digest": digest(secret), "until": ends, "passphrase": passphrase}
    link = Link.objects.create(run=run, most_views=terms["most_views"], **kept, **visible(form))
    link.outputs.set(form.chosen)
    told = {"last_day": link.last_day, "passphrase": bool(passphrase), "with_inputs": link.inputs}
    record(Event.LINK_MADE, link, **told, most_views=link.most_views)
    return link, secret


def found(secret: str) -> Link | None:
    """Return the link of a secret, whatever has become of it."""
    return Link.objects.filter(digest=digest(secret)).select_related("run__owner").first()


def closed(request: HttpRequest, link: Link | None) -> str:
    """Return why a visitor does not get in: "unknown", "off" or a state of the link; nothing if they may."""
    if link is None:
        return "unknown"
    if not links_are_allowed():
        return "off"
    if link.state == "open" or (link.state == "spent" and is_opened(request, link)):
        return ""
    return link.state


def is_opened(request: HttpRequest, link: Link) -> bool:
    """Whether this visitor opened the link before."""
    return link.key.hex in request.session.get(OPENED, [])


def knows(request: HttpRequest, link: Link, typed: str) -> bool:
    """Whether a visitor may open a link, as far as its passphrase goes. Raises people.lockout.LockedError."""
    if not link.passphrase:
        return True
    tries = [Counted(Tries.Kind.LINK, link.key.hex), *addresses(request)]
    return bool(
        counted(
            tries,
            lambda: check_password(typed, link.passphrase) or None,
            lambda: record(Event.LINK_REFUSED, link),
            lambda: record(Event.LINK_LOCKED, link),
        )
    )


@transaction.atomic
def enter(request: HttpRequest, link: Link) -> bool:
    """Let a visitor in, and count them. False if the link has come to its end at this moment."""
    if not Link.objects.unspent().filter(pk=link.pk).update(views=F("views") + 1):
        return False
    record(Event.LINK_OPENED, link, owner=str(link.run.owner))
    request.session[OPENED] = [*request.session.get(OPENED, []), link.key.hex][-MOST_OPENED:]
    return True
