"""One thing a person asked for."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from copy import deepcopy
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from actions import registry
from audit.trail import Thing
from logs.about import about
from runs.models.attempt import Attempt
from runs.models.files import Attachment
from runs.models.lookups import LOOKUPS
from runs.models.querysets import RunQuerySet
from runs.models.state import OVER, State
from runs.models.tags import Tag, Tagged
from runs.models.values import put
from statements import SOME, SOMETIME, Condition, Kept, change, insert

ATTACHED = Kept(lambda: Attachment.objects.filter(run=SOME))
TAGS = Kept(lambda: Tag.objects.filter(runs=SOME))
READY = Condition(lambda: Run.objects.filter(pk=SOME).ready(SOMETIME))


class Run(models.Model):
    """What was asked, of whom, and what came of it. `runs.models.state` draws its life."""

    key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="runs", db_index=False)
    connection = models.ForeignKey("connections.Connection", models.SET_NULL, null=True, related_name="runs")
    connection_name = models.CharField(max_length=200)
    action = models.SlugField(db_index=False)  # no choices: a new action needs no migration
    model = models.CharField(max_length=200, blank=True)
    headline = models.CharField(max_length=200, blank=True)
    # What its owner says about it (`runs.labelling`). The title stands in the place of the headline.
    title = models.CharField(max_length=200, blank=True, default="", db_default="")
    note = models.TextField(blank=True, default="", db_default="")
    favourite = models.BooleanField(default=False, db_default=False)
    tags: "models.ManyToManyField[Tag, Tagged]" = models.ManyToManyField(
        Tag, through=Tagged, related_name="runs"
    )
    values = models.JSONField(default=dict)
    parent = models.ForeignKey("self", models.SET_NULL, null=True, related_name="children", db_index=False)
    # The result of the parent that it began with, where it went on from one.
    source = models.ForeignKey("runs.Output", models.SET_NULL, null=True, related_name="+", db_index=False)
    # What was sent twice (a double click, a reload) has the same one, and makes one run.
    submission = models.UUIDField(null=True, editable=False)
    # The id of the web request that asked for it: its lines and the worker's are found together.
    web_request = models.CharField(max_length=64, blank=True, editable=False)

    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    turn = models.BigIntegerField(default=0)
    attempt = models.OneToOneField("runs.Attempt", models.SET_NULL, null=True, related_name="+")
    # The current attempt's, here too: whether to repeat a lost run must be decided by the same UPDATE.
    sent_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)
    progress = models.CharField(max_length=200, blank=True)

    # Whether it is in the tally of those that are over (`runs.counting`).
    counted = models.BooleanField(default=False, editable=False)

    # Whether a picture or a recording is among its files, those that went in and those that came out.
    has_image = models.BooleanField(default=False)
    has_audio = models.BooleanField(default=False)

    # When it was deleted: nobody sees it any more, and for a while it can be put back (`runs.discarding`).
    discarded_at = models.DateTimeField(null=True, editable=False)
    # Whether its owner is still to be told how it ends (`runs.notices`).
    untold = models.BooleanField(default=False, db_default=False, editable=False)

    error = models.JSONField(null=True)
    usage = models.JSONField(null=True)
    notices = models.JSONField(default=list)
    request_id = models.CharField(max_length=200, blank=True)
    # What the server stored of its own accord: the path of its kind, and its id there, of each.
    copies = models.JSONField(default=list, null=True, editable=False)

    excerpt: Sequence[Any] = ()  # what a search found in it, for its row to show

    objects = RunQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = LOOKUPS
        constraints = [models.UniqueConstraint(fields=["submission", "owner"], name="run_once")]

    def __str__(self) -> str:
        return f"{self.action} {self.key}"

    def get_absolute_url(self) -> str:
        return reverse("runs:run", args=[self.key])

    @property
    def called(self) -> str:
        """What a person calls it: by its title, else by what was asked; blank if that says nothing."""
        return self.title or self.headline

    @property
    def audited(self) -> Thing:
        """The run as the audit record names it: by its action, not by what was asked."""
        return Thing("run", str(self.key), registry.title_of(self.action))

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def elapsed(self) -> timedelta | None:
        """How long it has been worked on, or was; None before the first claim."""
        return (self.finished_at or timezone.now()) - self.started_at if self.started_at else None

    def logged(self) -> AbstractContextManager[None]:
        """Have the lines that are logged within the block say that they are about this run."""
        return about(run_id=str(self.key), request_id=self.web_request)

    @property
    def attached(self) -> Sequence[Attachment]:
        """The files that went in."""
        return self._those("attachments", ATTACHED)

    @cached_property
    def tagged_with(self) -> Sequence[Tag]:
        """Its tags as they were when they were first asked for: a page shows them twice."""
        return self._those("tags", TAGS)

    def _those(self, name: str, question: Kept) -> Sequence[Any]:
        """Return what was fetched for several runs together, else what is there for this one."""
        together = getattr(self, "_prefetched_objects_cache", {}).get(name)
        return question.rows(key=self.pk) if together is None else together

    @contextmanager
    def inputs(self) -> Iterator[dict[str, Any]]:
        """Give the values as the form had them, the attached files opened at their places."""
        values = deepcopy(self.values)
        with ExitStack() as files:
            for attachment in self.attached:
                put(values, attachment.field, files.enter_context(attachment.opened()))
            yield values

    def claim(self, worker: str) -> Attempt | None:
        """QUEUED to RUNNING: return the attempt that now owns the run, or None if it is not to be had."""
        now = timezone.now()
        claimed: dict[str, Any] = {
            "state": State.RUNNING,
            "started_at": self.started_at or now,
            "lease_until": now + timedelta(seconds=settings.RUN_LEASE),
            "not_before": None,
            "sent_at": None,
            "attempt": None,
            "progress": "",
        }
        with transaction.atomic(savepoint=False):
            if not change(Run, claimed, *READY.at(now, self.pk)):
                return None
            number = self.attempts.count() + 1 if self.started_at else 1
            insert(attempt := Attempt(run=self, number=number, worker=worker, started_at=now))
            change(Run, {"attempt": attempt.pk}, "id = %s", [self.pk])
        for name, value in {**claimed, "attempt": attempt}.items():
            setattr(self, name, value)
        return attempt

    def cancel(self) -> bool:
        """Cancel at once if it waits; ask the worker to, if it runs. False if it is already over."""
        waiting = Q(state=State.QUEUED)
        moved = (
            Run.objects.filter(pk=self.pk)
            .exclude(state__in=OVER)
            .update(
                state=Case(When(waiting, then=Value(State.CANCELLED)), default=F("state")),
                finished_at=Case(When(waiting, then=Value(timezone.now())), default=F("finished_at")),
                cancel_requested=True,
            )
        )
        self.refresh_from_db()
        return moved == 1
