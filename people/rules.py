"""What is asked of everyone who signs in."""

from django.db.models import Subquery

from people.models import Rules, User

SECOND_FACTOR = Subquery(Rules.objects.filter(pk=1).values("second_factor"))


def present() -> Rules:
    return Rules.objects.filter(pk=1).first() or Rules(pk=1)


def needs_second_factor(person: User, rule: str | None) -> bool:
    """Whether the rule asks for a second factor of this person."""
    return rule == Rules.Who.EVERYBODY or (rule == Rules.Who.ADMINISTRATORS and person.is_superuser)
