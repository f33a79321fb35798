"""Who is an administrator, and the views that only they may open."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from people.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def administrators() -> QuerySet[User]:
    """Return the administrators who can sign in."""
    return User.objects.filter(is_active=True, is_superuser=True)


def is_last_administrator(user: User) -> bool:
    """Whether nobody else administers. Needs a transaction: it holds off anyone who asks the same."""
    locked = administrators().select_for_update().order_by("pk")
    return [administrator.pk for administrator in locked] == [user.pk]


def administrator_required(view: View[P]) -> View[P]:
    """Answer "not allowed" to everyone else who is signed in."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not getattr(request.user, "is_superuser", False):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
