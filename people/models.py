"""The people who use Workroom, how they come in, and where they are."""

from django.contrib.auth.models import AbstractUser, Group
from django.contrib.sessions.models import Session
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person who signs in. `is_superuser` makes an administrator; `is_staff` means nothing here."""

    # Minutes that a run must take for a letter about its end; None for no letters.
    write_after = models.PositiveSmallIntegerField(blank=True, null=True)
    # What there is to know for the first steps (`runs.tour`).
    history_seen = models.BooleanField(default=False, db_default=False)
    tour_closed = models.BooleanField(default=False, db_default=False)
    # Single keys do things only for whoever wants it: they can be in the way of speech input.
    shortcuts = models.BooleanField(default=True, db_default=True)
    language = models.CharField(max_length=10, blank=True, db_default="")  # blank until they first come in

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
    """How often a secret was tried of late: an account's, a link's, or from an address (`people.lockout`)."""

    class Kind(models.TextChoices):
        ACCOUNT = "account"
        ADDRESS = "address"
        LINK = "link"

    kind = models.CharField(max_length=10, choices=Kind)
    key = models.CharField(max_length=64)
    count = models.PositiveSmallIntegerField()
    until = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="counted_once")]

    def __str__(self) -> str:
        return f"{self.count} of {self.kind} {self.key}"


class AuthenticatorApp(models.Model):
    """An app that shows another code every half minute. The nonce gives no codes without SECRET_KEY."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator_app")
    nonce = models.CharField(max_length=64)
    used_step = models.BigIntegerField(default=0)  # the half minute whose code was used last: each works once
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return gettext("Authenticator app")


class Passkey(models.Model):
    """A key that never leaves a person's phone, computer or security key."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.CharField(max_length=1400, unique=True)  # in URL-safe base64
    credential = models.BinaryField()  # with the public key, as WebAuthn writes it
    counter = models.BigIntegerField(
        default=0
    )  # how often it signed, where it counts: one that falls is a copy's
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """A code that works once, for the day when app and passkeys are lost. It goes when it is used."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return gettext("Recovery code")


class Rules(models.Model):
    """What is asked of everyone who signs in: at most one row (`pk` 1)."""

    class Who(models.TextChoices):
        NOBODY = "nobody", _("Nobody has to")
        ADMINISTRATORS = "administrators", _("Administrators have to")
        EVERYBODY = "everybody", _("Everybody has to")

    second_factor = models.CharField(max_length=20, choices=Who, default=Who.NOBODY)

    def __str__(self) -> str:
        return self.get_second_factor_display()


class Invitation(models.Model):
    """A link by which somebody makes their own account, once. Only the digest of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    groups = models.ManyToManyField(Group, blank=True)
    is_superuser = models.BooleanField(default=False)
    made_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="invitations")
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email or gettext("somebody")

    @property
    def state(self) -> str:
        """Return "used", "revoked", "expired" or "open"."""
        if self.used_at:
            return "used"
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > timezone.now() else "expired"


class Identity(models.Model):
    """Who a person is for an OpenID Connect provider; an address may change hands, this does not."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_person_per_subject")]

    def __str__(self) -> str:
        return f"{self.subject} of {self.issuer}"
