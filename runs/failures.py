"""What becomes of a run whose attempt did not succeed: when it is tried again, and what a person is told."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from actions import registry
from connections.errors import (
    Busy,
    Cancelled,
    Interrupted,
    NotOffered,
    OpenAIError,
    ServerFailed,
)
from runs.models import Attempt, Run

MOST_ATTEMPTS = 5
LONGEST_WAIT = 15 * 60.0  # a server that asks for more is not waited for
LONGEST_PAUSE = 60.0
SHORT_PAUSE = 2.0  # for a server that does not say how long


class Refused(Exception):  # noqa: N818 - a plain "no", before anything was sent
    """We do not perform this run, for a reason that a person can read."""

    def __init__(self, kind: str, message: str, advice: str) -> None:
        self.kind, self.message, self.advice = kind, message, advice
        super().__init__(message)


def costs(run: Run) -> bool:
    """Whether performing it costs money. An action that has gone is taken to."""
    try:
        return registry.get(run.action).costs(run.values)
    except Exception:  # an action that cannot read old values any more must not stop the sweeper
        return True


def next_try(error: OpenAIError, attempt: Attempt, *, free: bool) -> datetime | None:
    """Return when to try again after this error, or None for never."""
    harmless = free and isinstance(error, Interrupted | ServerFailed) and not isinstance(error, Cancelled)
    if not (error.retryable or harmless) or attempt.number >= MOST_ATTEMPTS:
        return None
    if (error.retry_after or 0) > LONGEST_WAIT:
        return None
    # Jitter, upwards only: those that were refused together must not come back together, nor too early.
    pause = error.retry_after or min(2.0**attempt.number, LONGEST_PAUSE)
    return timezone.now() + timedelta(seconds=pause * random.uniform(1.0, 1.25))  # noqa: S311 - no secret


def pause_after(error: OpenAIError) -> datetime | None:
    """Return until when nobody may use a connection whose server said "too many requests", else None."""
    if not (isinstance(error, Busy) and error.status == 429):
        return None
    return timezone.now() + timedelta(seconds=min(error.retry_after or SHORT_PAUSE, LONGEST_WAIT))


def explained(run: Run, error: OpenAIError, *, free: bool) -> dict[str, Any]:
    """Return a server's error as the run keeps it."""
    message, advice = error.message, error.advice
    if (wait := error.retry_after or 0) > LONGEST_WAIT:
        later = timesince(timezone.now() - timedelta(seconds=wait), depth=1).replace("\xa0", " ")
        message = _("The server asks us to stay away for %(time)s.") % {"time": later}
        advice = _("Run again after that.")
    elif message == _(NotOffered.message):  # which says "this action", wherever it may be read
        message = _("This server does not offer “%(action)s”.") % {"action": registry.title_of(run.action)}
    return {
        "kind": error.kind,
        "message": message,
        "advice": advice,
        "code": error.code,
        "param": error.param,
        "field": label_of(run, error.param),
        "detail": error.detail,
        "request_id": error.request_id,
        "status": error.status,
        "charged": error.sent and not free,
    }


def impersonal(error: Mapping[str, Any]) -> str:
    """Return what went wrong, for others than the owner: a server's error by its kind alone.

    What it says more exactly may name what was asked: a file, an address.
    """
    usual = {one.kind: one.message for one in tree(OpenAIError)}
    known = usual.get(error.get("kind", ""))
    return _(known) if known else str(error.get("message", ""))


def tree(kind: type[OpenAIError]) -> Iterator[type[OpenAIError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


def label_of(run: Run, param: str) -> str | None:
    try:
        return registry.get(run.action).field_label(param, run.values) if param else None
    except KeyError:
        return None


def plain(kind: str, message: str, advice: str, *, charged: bool = False) -> dict[str, Any]:
    """Return an error of our own as the run keeps it."""
    nothing = dict.fromkeys(("field", "status"))
    words = dict.fromkeys(("code", "param", "detail", "request_id"), "")
    return {"kind": kind, "message": message, "advice": advice, "charged": charged, **nothing, **words}


def refused(refusal: Refused) -> dict[str, Any]:
    return plain(refusal.kind, refusal.message, refusal.advice)


def unexpected(run: Run, *, charged: bool) -> dict[str, Any]:
    return plain(
        "unexpected",
        _("Something went wrong on our side."),
        _("Show your administrator this reference: %(key)s") % {"key": run.key},
        charged=charged,
    )


def not_stored(run: Run, *, charged: bool) -> dict[str, Any]:
    return plain(
        "not_stored",
        _("The answer came, but it could not be stored."),
        _("Ask your administrator whether there is room for files. The reference is %(key)s")
        % {"key": run.key},
        charged=charged,
    )


def stopped() -> dict[str, Any]:
    return interrupted(_("Workroom was stopped while it waited for the answer."))


def interrupted(message: str = "") -> dict[str, Any]:
    return plain(
        "interrupted",
        message or _("Workroom was interrupted while it waited for the answer."),
        _("Run again if you still need the result."),
        charged=True,
    )


def worn_out() -> dict[str, Any]:
    return plain(
        "worn_out",
        _("Workroom was interrupted each of the %(count)d times it tried.") % {"count": MOST_ATTEMPTS},
        _("Nothing was charged. Show this page to your administrator."),
    )


def restored() -> dict[str, Any]:
    return plain(
        "restored",
        _("This was waiting when the backup was made from which Workroom has been restored."),
        _("It may have been done since. Run again if you still need the result."),
        charged=True,
    )
