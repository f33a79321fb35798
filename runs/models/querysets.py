"""Runs by what they are looked up for, and how they begin."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils import timezone

from runs.models.files import Attachment
from runs.models.state import State
from runs.models.values import files_in, without_files

if TYPE_CHECKING:
    from actions.action import Action
    from connections.models import Connection
    from people.models import User
    from runs.models.run import Run


class RunQuerySet(models.QuerySet["Run"]):
    def visible_to(self, user: Any) -> "RunQuerySet":
        return self.filter(owner=user)

    def newest(self, before: int | None = None) -> "RunQuerySet":
        """Newest first; with `before`, the page that follows the run of that id."""
        older = self if before is None else self.filter(pk__lt=before)
        return older.order_by("-pk")

    def ready(self, now: datetime | None = None) -> "RunQuerySet":
        """Waiting, and allowed to start now."""
        now = now or timezone.now()
        return self.filter(Q(not_before=None) | Q(not_before__lte=now), state=State.QUEUED)

    def due(self) -> "RunQuerySet":
        """Ready, and no worker has been told, though whoever submitted it has had time to."""
        moment = timezone.now() - timedelta(seconds=2)
        return self.ready().filter(enqueued_at=None, created_at__lt=moment).order_by("pk")

    def forgotten(self, after: timedelta) -> "RunQuerySet":
        """Ready, and told to a worker so long ago that the message may have been lost."""
        return self.ready().filter(enqueued_at__lt=timezone.now() - after).order_by("pk")

    def lost(self) -> "RunQuerySet":
        """Running, with a lease that its worker did not renew."""
        return self.filter(state=State.RUNNING, lease_until__lt=timezone.now()).order_by("pk")

    def renew(self, attempts: Iterable[int]) -> int:
        """Put off the end of these attempts' leases, where the runs are still theirs."""
        until = timezone.now() + timedelta(seconds=settings.RUN_LEASE)
        return self.filter(state=State.RUNNING, attempt__in=list(attempts)).update(lease_until=until)

    def submit(
        self,
        owner: "User",
        connection: "Connection",
        action: "Action",
        values: Mapping[str, Any],
        *,
        parent: "Run | None" = None,
        submission: UUID | None = None,
    ) -> "Run":
        """Create a run with its files, and tell a worker once all of it is committed.

        `values` are a valid form's. A file kept for the form becomes the run's; one that belongs to
        another run is copied. Raises Attachment.DoesNotExist if a kept file is no longer there.
        The second of two submissions with the same `submission` makes no run: it returns the first's.
        """
        if first := self._submitted(owner, submission):
            return first
        try:
            return self._submit(owner, connection, action, values, parent, submission)
        except (IntegrityError, Attachment.DoesNotExist):  # another thread may have been faster
            if first := self._submitted(owner, submission):
                return first
            raise

    def _submitted(self, owner: "User", submission: UUID | None) -> "Run | None":
        return self.filter(owner=owner, submission=submission).first() if submission else None

    def _submit(
        self,
        owner: "User",
        connection: "Connection",
        action: "Action",
        values: Mapping[str, Any],
        parent: "Run | None",
        submission: UUID | None,
    ) -> "Run":
        files = [Attachment.objects.attachable(owner, path, file) for path, file in files_in(dict(values))]
        with transaction.atomic():
            run = self.create(
                owner=owner,
                connection=connection,
                connection_name=connection.name,
                action=action.slug,
                model=action.model(values)[:200],
                headline=action.headline(values)[:200],
                values=without_files(dict(values)),
                parent=parent,
                submission=submission,
            )
            for attachment in files:
                attachment.attach(run)
            transaction.on_commit(partial(run.wake), robust=True)
        return run
