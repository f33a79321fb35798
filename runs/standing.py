"""Where a run stands, in words: the one line that a person who waits wants to read."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from runs import broker
from runs.models import Limits, Run, State


@dataclass(frozen=True)
class Standing:
    """`icon` and a few words, with what follows from them; `at` is the time the words are about."""

    icon: str
    words: str
    detail: str = ""
    at: datetime | None = None


CLOSE = "You can close this page: the result will be in the history."


def standing(run: Run, *, receiving: bool = False) -> Standing:
    """Return where the run stands; `receiving` says that words of the answer have come."""
    match run.state:
        case State.QUEUED:
            return waiting(run)
        case State.RUNNING:
            return running(run, receiving=receiving)
        case State.SUCCEEDED:
            return Standing("circle-check", "Finished", lasted(run))
        case State.FAILED:
            return Standing("alert-circle", "Failed", lasted(run))
        case _:
            return Standing("circle-x", "Cancelled", lasted(run) or "Nothing was sent.")


def waiting(run: Run) -> Standing:
    if run.not_before and run.not_before > timezone.now():
        return Standing("clock", "Waiting: the next try is at", because(run), at=run.not_before)
    if not broker.reachable():
        return Standing(
            "plug-connected-x",
            "Waiting: the queue cannot be reached just now",
            "Your request is kept, and starts by itself as soon as the queue is back.",
        )
    if not broker.worker_alive():
        return Standing(
            "zzz",
            "Waiting: no worker is running",
            "Your request is kept, and starts by itself as soon as one runs. An administrator can start it.",
        )
    return held_back(run, Limits.of(Run.objects.all()))


def held_back(run: Run, limits: Limits) -> Standing:
    """Return what a run that may start as far as it goes is waiting for: a limit, or its turn."""
    ready, connection = Run.objects.ready().before(run), run.connection_id or 0
    if until := limits.paused.get(connection):
        words = f"Waiting: “{run.connection_name}” has asked everybody to slow down until"
        return Standing("hourglass", words, CLOSE, at=until)
    if run.owner_id in limits.people:
        words = "Waiting: you have as many requests under way as one person may have at once"
        return Standing("clock", words, f"{others(ready.filter(owner=run.owner_id)).capitalize()}. {CLOSE}")
    if connection in limits.connections:
        words = f"Waiting: “{run.connection_name}” has as many requests under way as it may have at once"
        return Standing(
            "clock", words, f"{others(ready.filter(connection=connection)).capitalize()}. {CLOSE}"
        )
    return Standing("clock", f"Waiting: {others(limits.free(ready))}", CLOSE)


def others(before: QuerySet[Run]) -> str:
    """Return how many others start before a run, in words."""
    match before.count():
        case 0:
            return "this is the next request to start"
        case 1:
            return "one other request is before this one"
        case count:
            return f"{count} other requests are before this one"


def because(run: Run) -> str:
    """Return why the last attempt has to be repeated."""
    last = run.attempts.exclude(error=None).last()
    return f"{last.error.get('message', '')} {CLOSE}".strip() if last and last.error else CLOSE


def running(run: Run, *, receiving: bool) -> Standing:
    if run.cancel_requested:
        return Standing("loader-2", "Cancelling")
    if run.progress:
        return Standing("loader-2", run.progress, CLOSE)
    if receiving:
        return Standing("loader-2", "Receiving the answer", CLOSE)
    if run.sent_at:
        return Standing("loader-2", "Sent, waiting for the answer", CLOSE)
    return Standing("loader-2", f"Connecting to {run.connection_name}", CLOSE)


def lasted(run: Run) -> str:
    """Return how long it took, in words; empty if it never began."""
    if run.elapsed is None:
        return ""
    seconds = run.elapsed.total_seconds()
    if seconds < 0.05:
        return "at once"
    if seconds < 10:
        return f"after {seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"after {minutes} min {rest} s" if minutes else f"after {rest} s"
