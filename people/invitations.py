"""Invitations: links by which people make their own accounts. There is no other way in for a stranger."""

import secrets
from datetime import timedelta
from hashlib import sha256
from smtplib import SMTPException

from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.events import Event
from audit.trail import record
from people.forms.invitations import AcceptForm, InviteForm
from people.models import Invitation, User


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def make(form: InviteForm, by: User) -> tuple[Invitation, str]:
    """Store the invitation of a valid form. Returns it with its secret, which nobody can find out again."""
    secret = secrets.token_urlsafe(32)
    invitation: Invitation = form.save(commit=False)
    invitation.digest, invitation.made_by = digest(secret), by
    invitation.expires_at = timezone.now() + timedelta(days=int(form.cleaned_data["days"]))
    invitation.save()
    form.save_m2m()
    record(Event.INVITED, invitation, administrator=invitation.is_superuser)
    return invitation, secret


def found(secret: str) -> Invitation | None:
    """Return the invitation of a link, whatever has become of it."""
    return Invitation.objects.filter(digest=digest(secret)).first()


def still_open(invitation: Invitation) -> QuerySet[Invitation]:
    """Return the invitation if it can be used now, or nothing."""
    now = timezone.now()
    return Invitation.objects.filter(pk=invitation.pk, used_at=None, revoked_at=None, expires_at__gt=now)


@transaction.atomic
def revoke(invitation: Invitation) -> bool:
    """Return whether it was open; it is no longer."""
    done = bool(still_open(invitation).update(revoked_at=timezone.now()))
    if done:
        record(Event.INVITATION_REVOKED, invitation)
    return done


@transaction.atomic
def accept(invitation: Invitation, form: AcceptForm) -> User | None:
    """Save a valid form as the person who was invited; None if the link was used or revoked meanwhile."""
    if not still_open(invitation).update(used_at=timezone.now()):
        return None
    person: User = form.save()
    person.groups.set(invitation.groups.all())
    Invitation.objects.filter(pk=invitation.pk).update(used_by=person)
    record(Event.INVITATION_USED, invitation, by=person)
    return person


def send(invitation: Invitation, link: str) -> bool:
    """Send the link to the address that was invited. Returns whether the mail server took it."""
    text = render_to_string("people/invitation.txt", {"invitation": invitation, "link": link})
    try:
        return bool(send_mail(_("Your invitation to Workroom"), text, None, [invitation.email]))
    except (OSError, SMTPException):
        return False
