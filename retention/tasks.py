"""What a worker does, since the sweeper has no time to wait for a server."""

from celery import shared_task

from retention.deleting import delete
from retention.models import RemoteCopy
from runs import broker
from runs.patience import patiently, release

DELETE = "retention.tasks.delete_copies"
ASKING = 30  # seconds until copies that are still due are asked for again


@shared_task(name=DELETE)
def delete_copies() -> None:
    """Delete the copies that are due, one after the other."""
    try:
        while copy := patiently(RemoteCopy.objects.take):
            release()
            delete(copy)
    finally:
        release()


def have_copies_deleted() -> None:
    """Have a worker delete what is due."""
    RemoteCopy.objects.forget_restored()
    if RemoteCopy.objects.due().exists() and broker.first_for("copies:asked", ASKING):
        broker.send(DELETE)
