"""Recovery codes: each lets its person in once. They are shown when they are made: only digests are kept."""

import secrets
from hashlib import sha256

from django.db import transaction

from people.models import RecoveryCode, User

COUNT = 10
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # none that looks like another
GROUPS, GROUP = 4, 4  # 80 bits: too many to try, even for someone who has the digests


def new_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def digest(code: str) -> str:
    """Return the digest of a code however it is typed: in capitals, with blanks or without dashes."""
    return sha256("".join(letter for letter in code.lower() if letter.isalnum()).encode()).hexdigest()


@transaction.atomic
def renew(person: User) -> list[str]:
    """Return new codes; the person's earlier ones no longer work."""
    person.recovery_codes.all().delete()
    made = [new_code() for _ in range(COUNT)]
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=digest(code)) for code in made)
    return made


def accepts(person: User, code: str) -> bool:
    """Whether this is one of the person's codes. It is used up by that."""
    used, _ = RecoveryCode.objects.filter(person=person, digest=digest(code)).delete()
    return bool(used)
