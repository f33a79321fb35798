"""Who administers this Workroom."""

from django.db.models import QuerySet

from people.models import User


def administrators() -> QuerySet[User]:
    """Return the administrators who can sign in."""
    return User.objects.filter(is_active=True, is_superuser=True)


def is_last_administrator(user: User) -> bool:
    """Whether nobody else administers. Needs a transaction: it holds off anyone who asks the same."""
    locked = administrators().select_for_update().order_by("pk")
    return [administrator.pk for administrator in locked] == [user.pk]
