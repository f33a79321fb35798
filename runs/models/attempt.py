"""One try at a run, and the token without which nothing about the run may be written."""

import logging
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from runs.models.document import Document
from runs.models.files import Output, marks
from runs.models.letters import Letter
from runs.models.state import State
from runs.models.strays import Stray
from statements import SOME, Kept, change, insert

if TYPE_CHECKING:
    from runs.models.querysets import RunQuerySet

log = logging.getLogger(__name__)
OURS = "id = %s AND state = 'running' AND attempt_id = %s"
PREVIEWS = Kept(lambda: Output.objects.filter(run=SOME, preview=True).order_by().values_list("pk")[:1])


@dataclass
class Record:
    """What came of an attempt, to be stored together with its end."""

    outputs: list[Output] = field(default_factory=list)
    usage: dict[str, Any] | None = None
    notices: list[str] = field(default_factory=list)
    copies: list[list[str]] = field(default_factory=list)
    request_id: str = ""


class Attempt(models.Model):
    """One try at a run by one worker. Its steps return False once the run is no longer its own."""

    run = models.ForeignKey("runs.Run", models.CASCADE, related_name="attempts", db_index=False)
    number = models.PositiveIntegerField()
    worker = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    error = models.JSONField(null=True)
    request_id = models.CharField(max_length=200, blank=True)

    _conditions: tuple[tuple[str, Sequence[Any]], ...] = ()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="attempt_number")]

    def __str__(self) -> str:
        """How a server is told of it: people know the run's key, and each attempt is a request of its own."""
        return f"{self.run.key}-{self.number}"

    def where(self, condition: str, *params: Any) -> Self:
        """Return the attempt so that its steps are also refused where this, in SQL, does not hold."""
        attempt = copy(self)
        attempt._conditions = (*self._conditions, (condition, params))
        return attempt

    def current(self) -> "RunQuerySet":
        """The run, if it is still this attempt's."""
        from runs.models.run import Run

        return Run.objects.filter(pk=self.run_id, state=State.RUNNING, attempt=self.pk)

    def sent(self) -> bool:
        """Record that the request is about to leave. Refused if the run was lost or is to be cancelled."""
        first, at = self.sent_at is None, {"sent_at": self.sent_at or timezone.now()}
        with transaction.atomic():
            moved = self.where("NOT cancel_requested")._move(at)
            if moved and first:
                change(Attempt, at, "id = %s", [self.pk])
                self.sent_at = at["sent_at"]
        return moved

    def say(self, progress: str) -> bool:
        return self._move({"progress": progress[:200]})

    def show(self, preview: Output) -> bool:
        """Put a preview in the place of the one before."""
        with transaction.atomic():
            moved = self.current().update(progress=F("progress"))
            if moved:
                Output.objects.filter(run=self.run_id, preview=True).delete()
                preview.run_id, preview.attempt = self.run_id, self
                preview.save()
                Stray.objects.settle([str(preview.file)])
        return bool(moved)

    def succeed(self, record: Record) -> bool:
        return self._end(State.SUCCEEDED, record)

    def fail(self, error: dict[str, Any], record: Record | None = None) -> bool:
        return self._end(State.FAILED, record or Record(), error)

    def cancelled(self, record: Record | None = None) -> bool:
        return self._end(State.CANCELLED, record or Record())

    def retry(self, not_before: datetime, error: dict[str, Any]) -> bool:
        """Put the run back, to be tried again at a time. Refused if it is to be cancelled."""
        return self._put_back("retried", error, not_before)

    def requeue(self) -> bool:
        """Put the run back as if it had not been claimed. Refused if it is to be cancelled."""
        return self._put_back("requeued", None, None)

    def _put_back(self, outcome: str, error: dict[str, Any] | None, not_before: datetime | None) -> bool:
        with transaction.atomic():
            moved = self.where("NOT cancel_requested")._move(
                {
                    "state": State.QUEUED,
                    "attempt": None,
                    "not_before": not_before,
                    "sent_at": None,
                    "lease_until": None,
                    "progress": "",
                }
            )
            if moved:
                self._close(outcome, error, "")
        if moved:
            self._tell(outcome, error)
        return moved

    def _end(self, state: State, record: Record, error: dict[str, Any] | None = None) -> bool:
        with transaction.atomic():
            moved = self._move(
                {
                    "state": state,
                    "finished_at": timezone.now(),
                    "lease_until": None,
                    "progress": "",
                    "error": error,
                    "usage": record.usage,
                    "notices": record.notices,
                    "copies": record.copies,
                    "request_id": record.request_id,
                    **marks(record.outputs),
                }
            )
            if moved:
                self._store(record.outputs)
                Letter.objects.owe(self.run, state)
                self._close(state, error, record.request_id)
        if moved:
            self._tell(state, error)
        return moved

    def _move(self, values: Mapping[str, Any]) -> bool:
        """Take a step: change the run, believed only if the row moved."""
        from runs.models.run import Run

        more = "".join(f" AND {condition}" for condition, _ in self._conditions)
        params = [param for _, given in self._conditions for param in given]
        return change(Run, values, OURS + more, [self.run_id, self.pk, *params]) == 1

    def _tell(self, outcome: str, error: dict[str, Any] | None) -> None:
        """Log what came of it: of an error its kind alone, since its message may repeat what was asked."""
        kind = error.get("kind") if error else None
        log.info("Run %s, attempt %d: %s%s", self.run.key, self.number, outcome, f" ({kind})" if kind else "")

    def _store(self, outputs: Sequence[Output]) -> None:
        for position, output in enumerate(outputs):
            output.pk = None  # a transaction that was rolled back may have given it one
            output.run_id, output.attempt, output.position = self.run_id, self, position
            insert(output)
        Document.objects.add(self.run_id, outputs)
        if names := [name for output in outputs for name in output.names()]:
            Stray.objects.settle(names)

    def _close(self, outcome: str, error: dict[str, Any] | None, request_id: str) -> None:
        if PREVIEWS.rows(key=self.run_id):
            Output.objects.filter(run=self.run_id, preview=True).delete()
        ended = {"finished_at": timezone.now(), "outcome": outcome, "error": error, "request_id": request_id}
        change(Attempt, ended, "id = %s", [self.pk])
