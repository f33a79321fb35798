"""What is shown of a run, and to whom. What was chosen is written down: nothing later widens it."""

import uuid
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from actions import registry
from audit.trail import Thing
from runs.models import Output, Run

if TYPE_CHECKING:
    from people.models import User

ShownT = TypeVar("ShownT", bound="Shown")


class ShownQuerySet(models.QuerySet[ShownT]):
    """Parts of runs that somebody was shown."""

    def live(self) -> Self:
        """Return those that nobody has ended, of runs that are there."""
        return self.filter(ended_at=None, run__discarded_at=None)

    def given_by(self, user: "User") -> Self:
        return self.filter(run__owner=user)

    def end(self) -> int:
        """Let nobody see them from now on. Returns how many were live."""
        return self.filter(ended_at=None).update(ended_at=timezone.now())


class Shown(models.Model):
    """A part of a run that somebody besides its owner sees."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(Run, models.CASCADE, related_name="%(class)ss")
    title = models.CharField(max_length=200)
    inputs = models.BooleanField()
    outputs = models.ManyToManyField(Output, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return self.title


class ShareQuerySet(ShownQuerySet["Share"]):
    def received_by(self, user: "User") -> Self:
        """Return what others show a person now, to them by name or to a group that they are in."""
        theirs = Q(person=user) | Q(group__in=user.groups.all())
        return self.live().filter(theirs).exclude(run__owner=user)

    def visible_to(self, user: "User") -> Self:
        """Return what a person receives, and what they give: that they see as the others do."""
        theirs = Q(person=user) | Q(group__in=user.groups.all()) | Q(run__owner=user)
        return self.live().filter(theirs)


class Share(Shown):
    """A part of a run that one person or one group inside sees."""

    # Without a name on the other side: a group may be deleted, and nobody be told what it was shown.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    group = models.ForeignKey(Group, models.CASCADE, null=True, related_name="+")

    objects = ShareQuerySet.as_manager()

    class Meta(Shown.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, group__isnull=False) | Q(person__isnull=False, group=None),
                name="shared_with_one",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("sharing:shared", args=[self.key])

    @property
    def with_whom(self) -> str:
        return str(self.person or self.group)

    @property
    def audited(self) -> Thing:
        """As the audit record names it: by the run's action, since the title may be what was asked."""
        return Thing("share", str(self.key), registry.title_of(self.run.action))


class LinkQuerySet(ShownQuerySet["Link"]):
    def open(self) -> Self:
        """Return those whose time has not come to an end."""
        return self.live().filter(until__gt=timezone.now())

    def unspent(self) -> Self:
        """Return those that one more visitor may open."""
        return self.open().filter(Q(most_views=None) | Q(views__lt=F("most_views")))


class Link(Shown):
    """A part of a run that whoever has the link sees. Only the digest of its secret is kept."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()
    passphrase = models.CharField(max_length=128, blank=True)  # as Django keeps passwords
    most_views = models.PositiveIntegerField(null=True)
    views = models.PositiveIntegerField(default=0)

    objects = LinkQuerySet.as_manager()

    @property
    def audited(self) -> Thing:
        return Thing("link", str(self.key), registry.title_of(self.run.action))

    @property
    def last_day(self) -> date:
        """The day with whose end the link ends."""
        return timezone.localdate(self.until - timedelta.resolution)

    @property
    def state(self) -> str:
        """Return "revoked", "expired", "spent" or "open"."""
        if self.ended_at or self.run.discarded_at:
            return "revoked"
        if self.until <= timezone.now():
            return "expired"
        return "spent" if self.most_views is not None and self.views >= self.most_views else "open"


class LinkRule(models.Model):
    """Whether links open at all: at most one row (`pk` 1). They do where there is none."""

    allowed = models.BooleanField(default=True)

    def __str__(self) -> str:
        return "on" if self.allowed else "off"


def links_are_allowed() -> bool:
    return not LinkRule.objects.filter(pk=1, allowed=False).exists()
