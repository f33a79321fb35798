"""Counts the runs that are over, each exactly once, and soon after.

The sweeper does it, and marks a run as counted in the transaction that counts it: so a death in between, a
second sweeper or a restored backup changes nothing, and no step of a run has to wait for it.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from runs.models import Attempt, Run, Tally
from runs.models.tally import UNCOUNTED

AT_ONCE = 500
ROUNDS = 20  # at most so many in one go: the sweeper has other things to do


def count_over() -> None:
    for _ in range(ROUNDS):
        if count_some() < AT_ONCE:
            return


@transaction.atomic
def count_some() -> int:
    """Count the next runs, and return how many they were."""
    locked = Run.objects.select_for_update(skip_locked=True).filter(UNCOUNTED).order_by()
    fields = ("pk", "action", "connection_name", "state", "created_at", "started_at")
    runs = list(locked.only(*fields)[:AT_ONCE])
    by_tally: dict[tuple[str, str, str], list[Run]] = defaultdict(list)
    for run in runs:
        by_tally[run.action, run.connection_name, run.state].append(run)
    attempts = attempts_of(runs)
    for action, connection, state in sorted(by_tally):  # in one order, whoever else counts
        tally, _ = Tally.objects.select_for_update().get_or_create(
            action=action, connection=connection, state=state
        )
        add(tally, by_tally[action, connection, state], attempts)
    Run.objects.filter(pk__in=[run.pk for run in runs]).update(counted=True)
    return len(runs)


def attempts_of(runs: Sequence[Run]) -> dict[int, list[Attempt]]:
    found: dict[int, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(run__in=runs).only("run", "sent_at", "finished_at"):
        found[attempt.run_id].append(attempt)
    return found


def add(tally: Tally, runs: Sequence[Run], attempts: dict[int, list[Attempt]]) -> None:
    tally.runs += len(runs)
    tally.waited(between(run.created_at, run.started_at) for run in runs if run.started_at)
    for run in runs:
        tries = attempts[run.pk]
        tally.retries += max(0, len(tries) - 1)
        tally.took(between(one.sent_at, one.finished_at) for one in tries if one.sent_at and one.finished_at)
    tally.save()


def between(earlier: datetime, later: datetime) -> float:
    """Return the seconds, none if two machines do not agree about the time."""
    return max(0.0, (later - earlier).total_seconds())
