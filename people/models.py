"""The people who use Workroom, how they come in, and where they are."""

from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.models import Session
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


class SignIn(models.Model):
    """A browser in which a person is signed in. It goes with its session."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_ins")
    session = models.OneToOneField(Session, on_delete=models.CASCADE)
    browser = models.CharField(max_length=60)
    address = models.GenericIPAddressField(null=True)
    since = models.DateTimeField()
    last_used_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.browser


class Tries(models.Model):
    """How often signing in was tried of late, for one account or from one address (`people.lockout`)."""

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        ADDRESS = "address"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="counted_once")]

    def __str__(self) -> str:
        return f"{self.count} of {self.kind} {self.key}"
