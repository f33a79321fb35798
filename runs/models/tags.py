"""The words by which people put their runs in order: each has their own."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

if TYPE_CHECKING:
    from people.models import User

LONGEST = 50


class TagQuerySet(models.QuerySet["Tag"]):
    def named(self, owner: "User", names: Iterable[str]) -> "list[Tag]":
        """Return a person's tags of these names, those made that there are not yet. Case makes no other."""
        wanted = {name.casefold(): name for name in names}
        self.bulk_create(
            [Tag(owner=owner, name=name, key=key) for key, name in wanted.items()], ignore_conflicts=True
        )
        return list(self.filter(owner=owner, key__in=wanted))

    def drop_unused(self) -> None:
        self.filter(~models.Exists(Tagged.objects.filter(tag=models.OuterRef("pk")))).delete()


class Tag(models.Model):
    """A word of one person's. `key` is what tells it from others: the name, whatever its case."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tags", db_index=False)
    name = models.CharField(max_length=LONGEST)
    key = models.CharField(max_length=3 * LONGEST)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="tag_once")]

    def __str__(self) -> str:
        return self.name


class Tagged(models.Model):
    """A run that has a tag."""

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="tagged", db_index=False)
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="tagged", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "tag"], name="tagged_once")]
        # The runs of a tag in the order in which they are listed.
        indexes = [models.Index(fields=["tag", "-run"], name="tagged_newest")]

    def __str__(self) -> str:
        return f"{self.tag}: run {self.run_id}"
