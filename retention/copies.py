"""Copies of runs at servers that are to be deleted: each a row, until it is told what became of it.

A copy goes after its run has gone for good: while that can be put back, so can they. The run never waits for
its copies.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from runs.models import Output, Run

if TYPE_CHECKING:
    from people.models import User

# When the next try is, in minutes after the last one; after these there is none.
WAITS = (1, 5, 30, 120, 720, 1440, 2880)
KINDS = {"remotefile": "files", "thread": "conversations"}


def copies_of(run: Run, outputs: Iterable[Output]) -> list[tuple[str, str]]:
    """Return what the server has of a run with these results: the path of its kind, and its id there."""
    made = [(KINDS[output.kind], output.text) for output in outputs if output.kind in KINDS]
    return [(kind, copy_id) for kind, copy_id in [*made, *(run.copies or ())] if copy_id.strip(".")]


class RemoteCopyQuerySet(models.QuerySet["RemoteCopy"]):
    def note(self, *runs: Run) -> int:
        """Have the copies of runs deleted when those are gone: in the transaction that deletes them."""
        made: defaultdict[int, list[Output]] = defaultdict(list)
        for output in Output.objects.filter(run__in=runs, kind__in=KINDS).only("run", "kind", "text"):
            made[output.run_id].append(output)
        rows = [self.of(run, *copy) for run in runs for copy in copies_of(run, made[run.pk])]
        return len(self.bulk_create(rows))

    def of(self, run: Run, kind: str, copy_id: str) -> "RemoteCopy":
        kept: dict[str, Any] = {"owner_id": run.owner_id, "connection_id": run.connection_id}
        return RemoteCopy(run=run, connection_name=run.connection_name, kind=kind, remote_id=copy_id, **kept)

    def visible_to(self, user: "User") -> "RemoteCopyQuerySet":
        """Return a person's own; an administrator's are everybody's."""
        return self if user.is_superuser else self.filter(owner=user)

    def due(self) -> "RemoteCopyQuerySet":
        """Return those whose run is gone for good, and whose next try is now."""
        return self.filter(state=RemoteCopy.State.WAITING, run=None, next_at__lte=timezone.now())

    def take(self) -> "RemoteCopy | None":
        """Return one that is due, with its next try put off: nobody else has it until then."""
        while copy := self.due().order_by("next_at").select_related("connection").first():
            wait = timedelta(minutes=WAITS[min(copy.tries, len(WAITS) - 1)])
            put_off = {"next_at": timezone.now() + wait, "tries": copy.tries + 1}
            if self.due().filter(pk=copy.pk, tries=copy.tries).update(**put_off):
                copy.tries += 1
                return copy
        return None

    def forget_restored(self) -> int:
        """Forget the copies of runs that were put back."""
        waiting = self.filter(state=RemoteCopy.State.WAITING, run__isnull=False)
        return waiting.filter(run__discarded_at=None).delete()[0]


class RemoteCopy(models.Model):
    """One thing at a server that is to be deleted, or was."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELETED = "deleted", _("Deleted")
        GONE = "gone", _("Was not there any more")
        USED = "used", _("Left: other runs go on with it")
        FAILED = "failed", _("Not deleted")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    connection = models.ForeignKey("connections.Connection", models.SET_NULL, null=True, related_name="+")
    connection_name = models.CharField(max_length=200)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    remote_id = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    said = models.CharField(max_length=500, blank=True)  # why the last try was in vain
    made_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)

    objects = RemoteCopyQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting", run=None), name="copy_due"),
            models.Index(fields=["owner", "-id"], name="copy_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.remote_id}"

    @property
    def what(self) -> str:
        names = {"files": _("File"), "conversations": _("Thread")}
        return str(names.get(self.kind, _("Stored answer")))

    @property
    def is_last_try(self) -> bool:
        return self.tries >= len(WAITS)

    def became(self, state: str, said: str = "") -> None:
        RemoteCopy.objects.filter(pk=self.pk).update(state=state, said=said[:500])
        self.state, self.said = state, said[:500]
