"""How to reach a server, who may use it, and which models it offers."""

import json
from datetime import date, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connections.client import Client, Guard, Request, Timeouts
from connections.errors import OpenAIError, Unreadable
from connections.listing import Listed, listed
from connections.presets import preset_of, reach_of
from connections.querysets import ConnectionQuerySet
from connections.secrets import EncryptedJSON, EncryptedText
from connections.waking import ask_for_refresh
from statements import SOME, Kept

FRESH_FOR, ASK_AGAIN_AFTER, ENDS_SOON = timedelta(hours=1), timedelta(minutes=2), timedelta(days=90)
# A list is a small thing: nobody waits for it as long as for an answer.
LISTING = Timeouts(connect=10, read=20, total=30)
LIST = Request(method="GET", path="/models")
OFFERED = Kept(lambda: OfferedModel.objects.filter(connection=SOME))


def seconds(default: float, most: float, **kwargs: Any) -> "models.FloatField[float, float]":
    return models.FloatField(
        default=default, validators=[MinValueValidator(1), MaxValueValidator(most)], **kwargs
    )


class Connection(models.Model):
    """A server and the account on it that runs go through."""

    name = models.CharField(_("connection name"), max_length=100, unique=True)
    preset = models.SlugField(default="other")
    base_url = models.CharField(_("base URL"), max_length=500)
    api_key = EncryptedText(_("API key"), blank=True, default="")
    organization = models.CharField(_("organization ID"), max_length=200, blank=True)
    project = models.CharField(_("project ID"), max_length=200, blank=True)
    headers = EncryptedJSON(_("extra headers"), blank=True, default="")
    connect_timeout = seconds(10, most=60)
    read_timeout = seconds(600, most=3600)
    deadline = seconds(1800, most=7200)
    runs_at_once = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    enabled = models.BooleanField(default=True)
    groups = models.ManyToManyField("auth.Group", blank=True, related_name="connections")
    call_groups = models.ManyToManyField("auth.Group", blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    models_refreshed_at = models.DateTimeField(null=True, editable=False)
    models_asked_at = models.DateTimeField(null=True, editable=False)
    models_error = models.TextField(blank=True, editable=False)
    tested_at = models.DateTimeField(null=True, editable=False)
    test_level = models.CharField(max_length=10, blank=True, editable=False)
    test_message = models.TextField(blank=True, editable=False)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("connections:edit", args=[self.pk])

    @property
    def host(self) -> str:
        return self.base_url.partition("//")[2].partition("/")[0]

    @property
    def key_hint(self) -> str:
        """The end of the key, enough to tell two keys apart; empty for no key and for a very short one."""
        try:
            key = self.api_key.open()
        except Unreadable:
            return ""
        return f"…{key[-4:]}" if len(key) >= 12 else ""

    @property
    def is_unreadable(self) -> bool:
        """Whether something stored here was encrypted with a key that is gone."""
        try:
            self.api_key.open()
            self.headers.open()
        except Unreadable:
            return True
        return False

    def extra_headers(self) -> tuple[tuple[str, str], ...]:
        """Return the headers sent with every request. Raises Unreadable."""
        return tuple((name, value) for name, value in json.loads(self.headers.open() or "[]"))

    def client(
        self, guard: Guard | None = None, *, timeouts: Timeouts | None = None, reference: str = ""
    ) -> Client:
        """Return a client for this server; close it after use. Raises Unreadable."""
        return Client(
            self.base_url,
            key=self.api_key.open(),
            key_header=preset_of(self.preset).key_header,
            organization=self.organization,
            project=self.project,
            headers=self.extra_headers(),
            timeouts=timeouts or Timeouts(self.connect_timeout, self.read_timeout, self.deadline),
            guard=guard,
            reach=reach_of(self.base_url),
            reference=reference,
        )

    def models_for_form(self) -> "list[OfferedModel]":
        """Return the list as it is kept, at once; if it is old, have it refreshed behind our back."""
        self.want_fresh_models()
        return OFFERED.rows(key=self.pk)

    def want_fresh_models(self) -> None:
        """Ask a worker for a refresh if the list is old and nobody has asked lately."""
        now = timezone.now()
        if self.models_refreshed_at and now - self.models_refreshed_at < FRESH_FOR:
            return
        unasked = Q(models_asked_at=None) | Q(models_asked_at__lt=now - ASK_AGAIN_AFTER)
        if Connection.objects.filter(unasked, pk=self.pk, enabled=True).update(models_asked_at=now):
            self.models_asked_at = now
            transaction.on_commit(lambda: ask_for_refresh(self.pk))

    def refresh_models(self) -> int:
        """Replace the kept list by the server's, and return how many models it has.

        Raises an `OpenAIError` after keeping its reason; the old list then stays as it is.
        """
        try:
            with self.client(timeouts=LISTING) as client, client.send(LIST) as answer:
                offered = listed(answer.json())
        except OpenAIError as error:
            Connection.objects.filter(pk=self.pk).update(models_error=str(error))
            raise
        self.keep_models(offered)
        return len(offered)

    def keep_models(self, offered: list[Listed]) -> None:
        """Keep this list in place of the old one, unless the connection names another server by now."""
        self.models_refreshed_at, self.models_error = timezone.now(), ""
        with transaction.atomic():
            # The update locks the row, so that of two refreshes the second replaces the first.
            if not Connection.objects.filter(pk=self.pk, base_url=self.base_url).update(
                models_refreshed_at=self.models_refreshed_at, models_error=""
            ):
                return
            self.offered_models.all().delete()
            OfferedModel.objects.bulk_create(
                OfferedModel(connection=self, **vars(model)) for model in offered
            )

    def forget_models(self) -> None:
        """Drop the kept list: it is another server's."""
        self.offered_models.all().delete()
        self.models_refreshed_at = self.models_asked_at = None
        self.models_error = ""
        self.save(update_fields=["models_refreshed_at", "models_asked_at", "models_error"])


class OfferedModel(models.Model):
    """A model that a connection's server listed."""

    connection = models.ForeignKey(Connection, models.CASCADE, related_name="offered_models")
    model_id = models.CharField(max_length=200)
    created = models.DateTimeField(null=True)
    owned_by = models.CharField(max_length=200, blank=True)
    shutdown_date = models.DateField(null=True)

    class Meta:
        ordering = [models.F("created").desc(nulls_last=True), "model_id"]
        constraints = [models.UniqueConstraint("connection", "model_id", name="one_row_per_offered_model")]

    def __str__(self) -> str:
        return self.model_id

    @property
    def ending(self) -> str:
        """Whether the model is "gone", ends "soon" or "later"; empty if no end is known."""
        if self.shutdown_date is None:
            return ""
        left = self.shutdown_date - date.today()  # noqa: DTZ011 - the server names a day, not a moment
        return "gone" if left <= timedelta(0) else "soon" if left <= ENDS_SOON else "later"


class Introduction(models.Model):
    """A connection that Workroom made by itself, once: one that was deleted does not come back."""

    preset = models.SlugField(primary_key=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.preset
