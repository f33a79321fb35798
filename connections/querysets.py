"""Who may use which connection."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractUser, AnonymousUser

    from connections.models import Connection  # noqa: F401 - named in quotes below


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def usable_by(self, user: "AbstractUser | AnonymousUser") -> "ConnectionQuerySet":
        """Return what `user` may run actions through: enabled, and open to all or to one of their groups."""
        if not user.is_authenticated:
            return self.none()
        enabled = self.filter(enabled=True)
        if user.is_superuser:
            return enabled
        return enabled.filter(Q(groups=None) | Q(groups__in=user.groups.all())).distinct()

    def callable_by(self, user: "AbstractUser | AnonymousUser") -> "ConnectionQuerySet":
        """Return what `user` may also make any call through: a key can do more than the actions do.

        Nobody may but administrators, unless they chose a group of the user's.
        """
        usable = self.usable_by(user)
        if not user.is_authenticated or user.is_superuser:
            return usable
        return usable.filter(call_groups__in=user.groups.all()).distinct()
