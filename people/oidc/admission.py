"""Who comes in: whoever came that way before, whoever has an account with the same address, or everybody."""

import re
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.events import Event
from audit.trail import record
from people.models import Identity, User


class NotAdmittedError(Exception):
    """Somebody is known to the provider, but does not come in. The text is a sentence for them."""


def admitted(claims: dict[str, Any]) -> User:
    """Return the person that these claims are about, with the groups that follow. Raises NotAdmittedError."""
    try:
        return let_in(claims)
    except IntegrityError:  # somebody came twice at once; the other time has made what is needed
        return let_in(claims)


@transaction.atomic
def let_in(claims: dict[str, Any]) -> User:
    own = {"issuer": claims["iss"], "subject": claims["sub"]}
    identity = Identity.objects.select_related("person").filter(**own).first()
    person = identity.person if identity else newcomer(claims)
    if not person.is_active:
        raise NotAdmittedError(_("Your account has been switched off. Ask an administrator."))
    if identity is None:
        Identity.objects.create(person=person, **own)
    follow_groups(person, claims.get(settings.OIDC_GROUPS_CLAIM))
    return person


def newcomer(claims: dict[str, Any]) -> User:
    """Return whose account has the provider's address for them, or a new person where everybody may come."""
    address = confirmed_address(claims)
    found = list(User.objects.filter(email__iexact=address)[:2]) if address else []
    if len(found) == 1 and not found[0].identities.filter(issuer=claims["iss"]).exists():
        return found[0]
    if found:
        raise NotAdmittedError(
            _("The address %(address)s belongs to another account here. Ask an administrator.")
            % {"address": address}
        )
    if settings.OIDC_ADMIT == "everybody":
        return made(claims, address)
    if not address:
        raise NotAdmittedError(
            _("%(provider)s did not confirm your e-mail address, so nobody can tell who you are here.")
            % {"provider": settings.OIDC_NAME}
        )
    raise NotAdmittedError(
        _("Nobody here has the address %(address)s. Ask an administrator to add or invite you.")
        % {"address": address}
    )


def confirmed_address(claims: dict[str, Any]) -> str:
    """Return the address that the provider has verified, or nothing. Some write the word, not the value."""
    address = str(claims.get("email", ""))
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if claims.get("email_verified") in (True, "true") else ""


def made(claims: dict[str, Any], address: str) -> User:
    person = User(
        username=free_name(text(claims, "preferred_username") or address.partition("@")[0] or "person"),
        email=address,
        first_name=text(claims, "given_name"),
        last_name=text(claims, "family_name"),
    )
    person.set_unusable_password()
    person.save()
    if settings.OIDC_GROUP:
        person.groups.add(Group.objects.get_or_create(name=settings.OIDC_GROUP)[0])
    record(Event.PERSON_ADDED, person, by=person, through=settings.OIDC_NAME)
    return person


def text(claims: dict[str, Any], name: str) -> str:
    """Return a claim as a name may be: one line, not too long."""
    return "".join(letter for letter in str(claims.get(name) or "") if letter.isprintable())[:150].strip()


def free_name(wanted: str) -> str:
    """Return a user name like the one that is wanted, which nobody has in any spelling."""
    plain = re.sub(r"[^\w.@+-]+", "-", wanted)[:140]
    taken = {name.casefold() for name in User.objects.values_list("username", flat=True)}
    names = (f"{plain}{number}" if number > 1 else plain for number in range(1, len(taken) + 2))
    return next(name for name in names if name.casefold() not in taken)


def follow_groups(person: User, claimed: Any) -> None:
    """Bring the groups that the settings map in line with what the provider says; others stay as they are."""
    if not settings.OIDC_GROUPS_CLAIM:
        return
    values = {str(each) for each in claimed} if isinstance(claimed, list) else {str(claimed)}
    wanted = {name for value, name in settings.OIDC_GROUPS.items() if value in values}
    person.groups.add(*(Group.objects.get_or_create(name=name)[0] for name in wanted))
    person.groups.remove(*Group.objects.filter(name__in=set(settings.OIDC_GROUPS.values()) - wanted))
