"""A real worker that dies when it is told to and lives again at once: each life is forked, all loaded."""

import http.client
import os
import sys
import threading

import django
from django.core.files.base import File

from config.celery import app
from tests.faults.dying import after, after_the_first, before
from tests.faults.points import Point


def prepare_to_die() -> None:
    django.setup()
    from actions.outputs import Delta, Value
    from connections import bodies
    from runs.models import Attempt
    from runs.models.querysets import RunQuerySet
    from runs.performing import Performance
    from runs.recording import Recording

    def some_words_are_out(recording: Recording, value: Value) -> bool:
        return isinstance(value, Delta) and recording.words.not_before > 0

    before(RunQuerySet, "claim", Point.BEFORE_CLAIM)
    before(Performance, "perform", Point.CLAIMED)
    before(Attempt, "sent", Point.BEFORE_SENDING)
    after(Attempt, "sent", Point.LEAVING)
    after_the_first(bodies, "read", Point.UPLOADING)
    before(http.client.HTTPConnection, "getresponse", Point.WAITING)
    after(Recording, "take", Point.STREAMING, some_words_are_out)
    after_the_first(File, "chunks", Point.WRITING_FILE)
    after(Recording, "keep", Point.BETWEEN_OUTPUTS)
    before(Attempt, "_end", Point.BEFORE_STORING)
    after(Attempt, "_store", Point.STORING)
    after(Attempt, "_end", Point.STORED)


def live(parent: int) -> None:
    """Work until killed, or until nobody holds the other end of the pipe any more: the parent has died."""
    threading.Thread(target=lambda: (os.read(parent, 1), os._exit(1)), daemon=True).start()
    app.worker_main(["worker", "-P", "threads", "-c", "1", "--without-mingle", "--without-gossip"])


def main() -> None:
    parent, child = os.pipe()
    while True:
        if not (life := os.fork()):
            os.close(child)
            live(parent)
        if not os.WIFSIGNALED(os.waitpid(life, 0)[1]):
            sys.exit("The worker ended without being killed.")


if __name__ == "__main__":
    app.loader.import_default_modules()
    prepare_to_die()
    main()
