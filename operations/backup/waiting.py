"""What becomes of runs that were not over when the backup was written."""

from datetime import timedelta

from django.utils import timezone

from runs import failures, sweep
from runs.models import Run, State


def end() -> int:
    """End the runs that waited, unless they cost nothing, and return how many.

    They may have been done since, and paid for: nobody pays twice without having been asked.
    """
    costly = [run.pk for run in Run.objects.filter(state=State.QUEUED).iterator() if failures.costs(run)]
    for pk in costly:
        Run.objects.filter(pk=pk).update(
            state=State.FAILED, finished_at=timezone.now(), error=failures.restored()
        )
    return len(costly)


def end_interrupted() -> None:
    """Do with the runs that were under way what the sweeper does with those whose worker is gone."""
    lost = Run.objects.filter(state=State.RUNNING)
    for _ in range(0, lost.update(lease_until=timezone.now() - timedelta(seconds=1)), sweep.AT_ONCE):
        sweep.end_lost()
