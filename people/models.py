"""The people who use Workroom, and the one-time link that makes the first administrator."""

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A person who signs in. `is_superuser` makes an administrator; `is_staff` means nothing here."""

    class Meta(AbstractUser.Meta):
        ordering = ["username"]

    def __str__(self) -> str:
        return self.get_full_name() or self.username


class SetUpLink(models.Model):
    """The one-time link: at most one row (`pk` 1). The nonce alone opens nothing without SECRET_KEY."""

    nonce = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "used" if self.used_at else "open"
