"""Where a run stands, in words: the one line that a person who waits wants to read."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from runs import broker
from runs.models import Run, State


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
    if place := run.place:
        others = "one other request is" if place == 1 else f"{place} other requests are"
        return Standing("clock", f"Waiting: {others} before this one", CLOSE)
    return Standing("clock", "Waiting: this is the next request to start", CLOSE)


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
    if seconds < 10:
        return f"after {seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"after {minutes} min {rest} s" if minutes else f"after {rest} s"
