"""What a worker does: one task, whose message carries nothing. It only wakes."""

from celery import Task, shared_task

from people.languages import speaking
from runs import broker
from runs.keeper import keeper
from runs.letters import post
from runs.models import Letter, Run
from runs.patience import patiently, release
from runs.performing import Performance


@shared_task(name=broker.PERFORM, bind=True)
def perform(task: "Task[..., None]", *_: object) -> None:  # until version 0.1 a message named a run
    """Perform the run whose turn it is, if there is one, and the next, until there is none or others wait.

    Another task that waits in the queue gets this thread. A message that only wakes is this thread's own.
    """
    worker = str(task.request.hostname or "")
    try:
        while not keeper.is_stopping and (attempt := patiently(lambda: Run.objects.claim(worker))):
            with keeper.hold(attempt) as hand, attempt.run.logged(), speaking(attempt.run.owner):
                Performance(attempt.run, hand).perform()
            if keeper.is_stopping or not broker.may_go_on():
                return
    finally:
        release()


@shared_task(name=broker.WRITE)
def write() -> None:
    """Post the letters that are due, one after the other."""
    try:
        while letter := patiently(Letter.objects.take):
            release()
            post(letter)
    finally:
        release()
