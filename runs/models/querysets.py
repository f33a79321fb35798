"""Runs by what they are looked up for, and how they begin."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils import timezone

from audit.events import Event
from audit.trail import record
from connections.models import Connection
from logs.about import known
from people.models import User
from runs import broker
from runs.models.document import Document
from runs.models.files import Attachment, Output, marks
from runs.models.limits import Limits
from runs.models.state import State
from runs.models.turns import ASKED, FIRST, TO_CLAIM, turn_for
from runs.models.values import files_in, without_files
from statements import in_no_hurry, insert

if TYPE_CHECKING:
    from actions.action import Action
    from runs.models.attempt import Attempt
    from runs.models.run import Run

log = logging.getLogger(__name__)
CLAIMING = 7_201_733  # any number, as long as nothing else locks it


def one_at_a_time(what: int = CLAIMING) -> None:
    """Hold off others who are at the same until this transaction ends; `what` is a number of 63 bits.

    On SQLite it has begun with the write lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [what])


class RunQuerySet(models.QuerySet["Run"]):
    def kept(self) -> "RunQuerySet":
        """All but those that were deleted and might yet be put back (`runs.discarding`)."""
        return self.filter(discarded_at=None)

    def visible_to(self, user: Any) -> "RunQuerySet":
        return self.kept().filter(owner=user)

    def newest(self, before: int | None = None) -> "RunQuerySet":
        """Newest first; with `before`, the page that follows the run of that id."""
        older = self if before is None else self.filter(pk__lt=before)
        return older.order_by("-pk")

    def ready(self, now: datetime | None = None) -> "RunQuerySet":
        """Waiting, and allowed to start now."""
        now = now or timezone.now()
        return self.filter(Q(not_before=None) | Q(not_before__lte=now), state=State.QUEUED)

    def claimable(self) -> "RunQuerySet":
        """Ready, and held back by no limit, in the order in which they start."""
        now = timezone.now()
        return Limits.at(now).free(self.in_turn(now))

    def in_turn(self, now: datetime) -> "RunQuerySet":
        return self.ready(now).order_by("turn", "pk")

    def before(self, run: "Run") -> "RunQuerySet":
        """Those whose turn comes before a run's."""
        return self.filter(Q(turn__lt=run.turn) | Q(turn=run.turn, pk__lt=run.pk))

    def claim(self, worker: str) -> "Attempt | None":
        """Return an attempt at the run whose turn it is, or None if none may start now.

        Claims come one after the other, each with all that those before it did: limits hold exactly.
        Who finds that nothing waits need not stand in line for that. The disk is not waited for: without
        its claim a run waits again, and before it is sent the disk has both.
        """
        if not FIRST.rows(timezone.now()):
            return None
        with in_no_hurry(), transaction.atomic():
            one_at_a_time()
            while run := self._next():
                if attempt := run.claim(worker):
                    return attempt  # else it was cancelled at this moment
        return None

    def _next(self) -> "Run | None":
        # The order is found in the index alone; only the one row is fetched, with those it is worked on with.
        now = timezone.now()
        limits = Limits.at(now)
        held = limits.people or limits.closed
        first = limits.free(self.in_turn(now)).values_list("pk")[:1] if held else FIRST.rows(now)
        found: list[Run] = [run for (pk,) in first for run in TO_CLAIM.rows(key=pk)]
        return found[0] if found else None

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
        source: "Output | None" = None,
        submission: UUID | None = None,
        by: "User | None" = None,
    ) -> "Run":
        """Create a run with its files, and tell a worker once all of it is committed.

        `values` are a valid form's. A file kept for the form becomes the run's; one that belongs to
        another run is copied. Raises Attachment.DoesNotExist if a kept file is no longer there.
        The second of two submissions with the same `submission` makes no run: it returns the first's.
        `by` is who asks, where that is not the owner. `source` is the parent's result that it goes on from.
        """
        if first := self._submitted(owner, submission):
            return first
        try:
            return self._submit(owner, connection, action, values, (parent, source), submission, by or owner)
        except (IntegrityError, Attachment.DoesNotExist):  # another thread may have been faster
            if first := self._submitted(owner, submission):
                return first
            raise

    def _submitted(self, owner: "User", submission: UUID | None) -> "Run | None":
        if not submission or not ASKED.rows(key=owner.pk, id=submission):
            return None  # as nearly always
        return self.filter(owner=owner, submission=submission).first()

    def _submit(
        self,
        owner: "User",
        connection: "Connection",
        action: "Action",
        values: Mapping[str, Any],
        origin: "tuple[Run | None, Output | None]",
        submission: UUID | None,
        by: "User",
    ) -> "Run":
        files = [Attachment.objects.attachable(owner, path, file) for path, file in files_in(dict(values))]
        with transaction.atomic():
            run = self.model(
                owner=owner,
                connection=connection,
                connection_name=connection.name,
                action=action.slug,
                model=action.model(values)[:200],
                headline=action.headline(values)[:200],
                values=without_files(dict(values)),
                turn=turn_for(owner),
                parent=origin[0],
                source=origin[1],
                submission=submission,
                web_request=known().get("request_id", ""),
                untold=True,
                **marks(files),
            )
            insert(run)
            for attachment in files:
                attachment.attach(run)
            Document.objects.begin(run, files)
            whose = {} if by == owner else {"owner": str(owner)}
            record(Event.RUN_STARTED, run, by=by, connection=connection.name, model=run.model, **whose)
            transaction.on_commit(broker.wake, robust=True)
        with run.logged():
            log.info("Run %s was asked for", run.key)
        return run
