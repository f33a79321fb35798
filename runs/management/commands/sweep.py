"""The sweeper's process."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand

from runs.sweep import Sweeper


class Command(BaseCommand):
    help = "Look after waiting and lost runs until stopped."
    requires_system_checks = ()  # they load every page, of which it needs none

    def handle(self, *_args: Any, **_options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # In a thread of its own: a database that is locked blocks it, and must not block the way out.
        sweeper = threading.Thread(target=Sweeper().run, args=[stop], daemon=True, name="sweeper")
        sweeper.start()
        stop.wait()
        sweeper.join(timeout=0.5)
