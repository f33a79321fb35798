"""The table, which can be added to and read. `audit.triggers` has the database refuse everything else too."""

from datetime import date
from typing import Any, NoReturn

from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.events import Event
from audit.telling import lines

NAMED_BY_ACTION = {"run", "share", "link"}


class AppendOnly(Exception):  # noqa: N818 - the rule that was about to be broken
    """An entry was about to be changed or deleted."""


def refuse(*_args: Any, **_kwargs: Any) -> NoReturn:
    raise AppendOnly("What is in the audit record stays as it is.")


class EntryQuerySet(models.QuerySet["Entry"]):
    update = delete = bulk_update = update_or_create = refuse

    def newest(self) -> "EntryQuerySet":
        return self.order_by("-at", "-pk")


class Entry(models.Model):
    """One thing that somebody did: never what was asked or answered, and never a key.

    All of it is text, so that nothing that becomes of the person or of the thing changes it.
    """

    at = models.DateTimeField(default=timezone.now)
    who = models.CharField(max_length=40, blank=True)
    who_name = models.CharField(max_length=200, blank=True)
    event = models.CharField(max_length=40)  # no choices: a new event needs no migration
    kind = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=64, blank=True)
    request_id = models.CharField(max_length=64, blank=True)
    details = models.JSONField(default=dict)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "entries"
        # Each filter with the order of the page: it is read off the index, however many entries there are.
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_newest"),
            models.Index(fields=["who", "-at", "-id"], name="audit_who"),
            models.Index(fields=["event", "-at", "-id"], name="audit_event"),
            models.Index(fields=["kind", "key", "-at", "-id"], name="audit_thing"),
            models.Index(Lower("name"), F("at").desc(), F("id").desc(), name="audit_name"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor} {self.label} {self.name}".strip()

    def save(self, **kwargs: Any) -> None:
        if not self._state.adding:
            refuse()
        super().save(**{**kwargs, "force_insert": True})

    delete = refuse

    @property
    def label(self) -> str:
        """What was done; of an event that Workroom no longer knows, its name."""
        return str(Event(self.event).label) if self.event in Event else self.event

    @property
    def called(self) -> str:
        """What it was done to, as its reader knows it: what is named by its action has that title."""
        return _(self.name) if self.name and self.kind in NAMED_BY_ACTION else self.name

    @property
    def actor(self) -> str:
        """Who did it: Workroom itself, where neither a person nor an address is known."""
        return self.who_name or (_("Somebody") if self.address else _("Workroom"))

    @property
    def day(self) -> date:
        return timezone.localdate(self.at)

    @property
    def told(self) -> list[str]:
        """The details, each as a line to read."""
        return [line for name, value in self.details.items() for line in lines(name, value)]
