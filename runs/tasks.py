"""What a worker does: one task, whose message carries nothing but a run's id."""

from celery import Task, shared_task

from runs import broker
from runs.keeper import keeper
from runs.models import Run
from runs.patience import patiently, release
from runs.performing import Performance


@shared_task(name=broker.PERFORM, bind=True)
def perform(task: "Task[[int], None]", run_id: int) -> None:
    """Perform a run, if it is waiting and allowed to start. Any number of messages are as good as one."""
    try:
        if keeper.is_stopping:
            # The message is used up: without a time of enqueueing the sweeper sends another.
            Run.objects.filter(pk=run_id, state="queued").update(enqueued_at=None)
            return
        run = Run.objects.select_related("owner", "connection").filter(pk=run_id).first()
        attempt = patiently(lambda: run.claim(str(task.request.hostname or ""))) if run else None
        if run and attempt:
            with keeper.hold(attempt) as hand:
                Performance(run, hand).perform()
    finally:
        release()
