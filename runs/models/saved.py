"""What a person narrows the history down to often, under a name."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone


class SavedSearch(models.Model):
    """`query` is the part of an address that says what the history is narrowed down to."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_searches", db_index=False
    )
    name = models.CharField(max_length=60)
    query = models.TextField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="search_once")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where it is seen what it finds."""
        return f"{reverse('runs:history')}?{self.query}"
