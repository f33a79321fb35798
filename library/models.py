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
        self, owner: "User", kind: str, name: str, values: dict[str, Any], *, sharing: str, groups: Any = ()
    ) -> bool:
        """Keep values under a name. False if the person had that name already: it was saved over."""
        before = self.filter(owner=owner, kind=kind, name=name).first() or Definition()
        was_shared_with = before.shared_with
        new = {"values": values, "sharing": sharing}
        kept, created = self.update_or_create(owner=owner, kind=kind, name=name, defaults=new)
        kept.groups.set(groups)
        kept.record_sharing(was_shared_with)
        return created


class Definition(Shared):
    """The values of some fields of a form, as a person defined them."""

    kind = models.SlugField(db_index=False)  # of an action's `savable`
    name = models.CharField(max_length=100)
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "name"], name="definition_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("library:definition", args=[self.pk])

    @property
    def uses(self) -> list[tuple[Action, str]]:
        """The actions whose forms it can fill in, each with the address of the form filled in."""
        actions = [each for each in registry.all_actions() if each.savable and each.savable.kind == self.kind]
        asked = [reverse("runs:ask", args=[action.slug]) for action in actions]
        return [
            (action, f"{address}?definition={self.pk}")
            for action, address in zip(actions, asked, strict=True)
        ]
