"""Where a run stands, in words: the one line that a person who waits wants to read."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _

from runs import broker
from runs.models import Limits, Run, State
from statements import OTHER, SOME, SOMETIME, Kept


def ahead() -> QuerySet[Any, Any]:
    before = Run.objects.ready(SOMETIME).before(Run(pk=SOME, turn=OTHER))
    return before.order_by().values_list("state").annotate(Count("pk"))


# How many start before a run where nothing is held back: whoever looks at a run that waits asks that.
AHEAD = Kept(ahead)


@dataclass(frozen=True)
class Standing:
    """`icon` and a few words, with what follows from them; `at` is the time the words are about."""

    icon: str
    words: str
    detail: str = ""
    at: datetime | None = None


CLOSE = _("You can close this page: the result will be in the history.")


def standing(run: Run, *, receiving: bool = False) -> Standing:
    """Return where the run stands; `receiving` says that words of the answer have come."""
    match run.state:
        case State.QUEUED:
            return waiting(run)
        case State.RUNNING:
            return running(run, receiving=receiving)
        case State.SUCCEEDED:
            return Standing("circle-check", gettext("Finished"), lasted(run))
        case State.FAILED:
            return Standing("alert-circle", gettext("Failed"), lasted(run))
        case _:
            return Standing("circle-x", gettext("Cancelled"), lasted(run) or gettext("Nothing was sent."))


def waiting(run: Run) -> Standing:
    if run.not_before and run.not_before > timezone.now():
        return Standing("clock", gettext("Waiting: the next try is at"), because(run), at=run.not_before)
    if not broker.reachable():
        return Standing(
            "plug-connected-x",
            gettext("Waiting: the queue cannot be reached just now"),
            gettext("Your request is kept, and starts by itself as soon as the queue is back."),
        )
    if not broker.worker_alive():
        return Standing(
            "zzz",
            gettext("Waiting: no worker is running"),
            gettext(
                "Your request is kept, and starts by itself as soon as one runs. An administrator "
                "can start it."
            ),
        )
    return held_back(run, Limits.at(timezone.now()))


def held_back(run: Run, limits: Limits) -> Standing:
    """Return what a run that may start as far as it goes is waiting for: a limit, or its turn."""
    connection = run.connection_id or 0
    if until := limits.paused.get(connection):
        words = gettext("Waiting: “%(connection)s” has asked everybody to slow down until") % {
            "connection": run.connection_name
        }
        return Standing("hourglass", words, gettext(CLOSE), at=until)
    if run.owner_id in limits.people:
        words = gettext("Waiting: you have as many requests under way as one person may have at once")
        return Standing("clock", words, f"{others(run, owner=run.owner_id)} {gettext(CLOSE)}")
    if connection in limits.connections:
        words = gettext("Waiting: “%(connection)s” has as many requests under way as it may have at once") % {
            "connection": run.connection_name
        }
        return Standing("clock", words, f"{others(run, connection=connection)} {gettext(CLOSE)}")
    if limits.people or limits.closed:
        free = limits.free(Run.objects.ready().before(run))
        return Standing("clock", turn(free.count()), gettext(CLOSE))
    ahead = AHEAD.rows(timezone.now(), key=run.pk, other=run.turn)
    return Standing("clock", turn(sum(count for _, count in ahead)), gettext(CLOSE))


def others(run: Run, **same: int) -> str:
    """Return how many others of the same person or connection start before a run, as a sentence."""
    if not (count := Run.objects.ready().before(run).filter(**same).count()):
        return gettext("This is the next request to start.")
    words = ngettext(
        "One other request is before this one.", "%(count)d other requests are before this one.", count
    )
    return words % {"count": count}


def turn(count: int) -> str:
    """Return that a run waits for nothing but its turn, and how many start before it."""
    if not count:
        return gettext("Waiting: this is the next request to start")
    words = ngettext(
        "Waiting: one other request is before this one",
        "Waiting: %(count)d other requests are before this one",
        count,
    )
    return words % {"count": count}


def because(run: Run) -> str:
    """Return why the last attempt has to be repeated."""
    last = run.attempts.exclude(error=None).last()
    return (
        f"{last.error.get('message', '')} {gettext(CLOSE)}".strip() if last and last.error else gettext(CLOSE)
    )


def running(run: Run, *, receiving: bool) -> Standing:
    if run.cancel_requested:
        return Standing("loader-2", gettext("Cancelling"))
    if run.progress:
        return Standing("loader-2", run.progress, gettext(CLOSE))
    if receiving:
        return Standing("loader-2", gettext("Receiving the answer"), gettext(CLOSE))
    if run.sent_at:
        return Standing("loader-2", gettext("Sent, waiting for the answer"), gettext(CLOSE))
    return Standing(
        "loader-2",
        gettext("Connecting to %(connection)s") % {"connection": run.connection_name},
        gettext(CLOSE),
    )


def lasted(run: Run) -> str:
    """Return how long it took, in words; empty if it never began."""
    if run.elapsed is None:
        return ""
    seconds = run.elapsed.total_seconds()
    if seconds < 0.05:
        return gettext("at once")
    if seconds < 10:
        return gettext("after %(seconds)s s") % {"seconds": number_format(round(seconds, 1), 1)}
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return gettext("after %(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
    return gettext("after %(seconds)s s") % {"seconds": rest}
