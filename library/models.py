"""What people keep under a name, to use it again."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from actions import registry
from actions.action import Action

if TYPE_CHECKING:
    from people.models import User


class DefinitionQuerySet(models.QuerySet["Definition"]):
    def visible_to(self, user: "User") -> "DefinitionQuerySet":
        """Return a person's own, and those that are shared with everyone."""
        return self.filter(Q(owner=user) | Q(shared=True))

    def keep(self, owner: "User", action: str, name: str, values: dict[str, Any], *, shared: bool) -> bool:
        """Keep values under a name. False if the person had that name already: it was saved over."""
        new = {"values": values, "shared": shared}
        _, created = self.update_or_create(owner=owner, action=action, name=name, defaults=new)
        return created


class Definition(models.Model):
    """The values of some fields of an action, as a person defined them."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="definitions")
    action = models.SlugField(db_index=False)  # no choices: a new action needs no migration
    name = models.CharField(max_length=100)
    values = models.JSONField(default=dict)
    shared = models.BooleanField("Everyone may use it", default=False)
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
