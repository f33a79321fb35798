"""What people keep under a name, to use it again."""

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.urls import reverse

from actions import registry
from actions.action import Action
from people.sharing import Shared, SharedQuerySet

if TYPE_CHECKING:
    from people.models import User


class DefinitionQuerySet(SharedQuerySet["Definition"]):
    @transaction.atomic
    def keep(
        self, owner: "User", action: str, name: str, values: dict[str, Any], *, sharing: str, groups: Any = ()
    ) -> bool:
        """Keep values under a name. False if the person had that name already: it was saved over."""
        before = self.filter(owner=owner, action=action, name=name).first() or Definition()
        was_shared_with = before.shared_with
        new = {"values": values, "sharing": sharing}
        kept, created = self.update_or_create(owner=owner, action=action, name=name, defaults=new)
        kept.groups.set(groups)
        kept.record_sharing(was_shared_with)
        return created


class Definition(Shared):
    """The values of some fields of an action, as a person defined them."""

    action = models.SlugField(db_index=False)  # no choices: a new action needs no migration
    name = models.CharField(max_length=100)
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "action", "name"], name="definition_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("library:definition", args=[self.pk])

    @property
    def subject(self) -> Action | None:
        """The action it is for, or None if there is no such action any more."""
        try:
            return registry.get(self.action)
        except KeyError:
            return None

    @property
    def use_url(self) -> str:
        return f"{reverse('runs:ask', args=[self.action])}?definition={self.pk}"
