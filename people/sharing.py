"""What one person keeps and may share: with nobody, with some groups, or with everyone."""

from collections.abc import Iterable
from typing import Any, Self, TypeVar

from django import forms
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from audit.events import Event
from audit.trail import record
from people.models import User


class Sharing(models.TextChoices):
    NOBODY = "nobody", _("Only me")
    GROUPS = "groups", _("Some groups")
    EVERYONE = "everyone", _("Everyone")


SharedT = TypeVar("SharedT", bound="Shared")


class SharedQuerySet(models.QuerySet[SharedT]):
    """Things that have an owner and may be shared."""

    def visible_to(self, user: Any) -> Self:
        """Return a person's own, and those shared with them; administrators see all that are shared."""
        shared = Q(sharing=Sharing.EVERYONE) | Q(sharing=Sharing.GROUPS, groups__in=user.groups.all())
        if user.is_superuser:
            shared = ~Q(sharing=Sharing.NOBODY)
        return self.filter(Q(owner=user) | shared).distinct()

    def editable_by(self, user: Any) -> Self:
        """Return a person's own; administrators may also change what is shared."""
        shared = ~Q(sharing=Sharing.NOBODY) if user.is_superuser else Q(pk=None)
        return self.filter(Q(owner=user) | shared)


class Shared(models.Model):
    """A thing that has an owner and may be shared."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="%(class)ss")
    sharing = models.CharField(max_length=10, choices=Sharing.choices, default=Sharing.NOBODY)
    groups = models.ManyToManyField(Group, blank=True, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def shared_with(self) -> str:
        """With whom, as its owner reads it; the groups should be prefetched."""
        return with_whom(self.sharing, self.groups.all() if self.pk else ())

    def record_sharing(self, before: str) -> None:
        """Have the audit record say with whom it is shared, if that is no longer as `before`."""
        if self.shared_with != before:
            event = Event.UNSHARED if self.sharing == Sharing.NOBODY else Event.SHARED
            with override(settings.LANGUAGE_CODE):
                whom = self.shared_with if event is Event.SHARED else ""
            record(event, self, what=self._meta.verbose_name, with_whom=whom)


def with_whom(sharing: Any, groups: Iterable[Group] | None) -> str:
    if sharing == Sharing.GROUPS:
        return ", ".join(sorted(group.name for group in groups or ()))
    return str(Sharing.EVERYONE.label) if sharing == Sharing.EVERYONE else gettext("Only you")


class SharingForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The form of a Shared, with `sharing` and `groups` among its fields. `person` is who fills it in.

    People share with the groups they are in, administrators with any. Groups that were chosen before stay
    to choose from.
    """

    groups = forms.ModelMultipleChoiceField(
        Group.objects.none(), label=_("Which groups"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sharing: Any = self.fields["sharing"]
        sharing.label = gettext("Who may use it")
        if open_to := groups_for(person, self.instance):
            chosen: Any = self.fields["groups"]
            chosen.queryset = open_to
        else:
            sharing.choices = [each for each in Sharing.choices if each[0] != Sharing.GROUPS]
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "groups" not in self.fields or "sharing" not in cleaned:
            return cleaned
        if cleaned["sharing"] != Sharing.GROUPS:
            # None is kept for a group that does not get it: such a group could not be deleted.
            cleaned["groups"] = Group.objects.none()
        elif not cleaned.get("groups"):
            self.add_error("groups", gettext("Choose at least one group, or share it with everyone."))
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Store the thing, and what is recorded of its sharing: in one transaction, which the view begins."""
        thing: Shared = super().save(commit)
        thing.record_sharing(with_whom(self.initial.get("sharing"), self.initial.get("groups")))
        return thing


def groups_for(person: User, thing: Shared) -> QuerySet[Group]:
    """Return the groups with which a person may share a thing."""
    if person.is_superuser:
        return Group.objects.order_by("name")
    chosen = Q(pk__in=thing.groups.values("pk")) if thing.pk else Q(pk=None)
    return Group.objects.filter(Q(user=person) | chosen).distinct().order_by("name")
