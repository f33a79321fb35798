"""Tries a connection once, and says in plain words how it went."""

import time
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.events import Event
from audit.trail import record
from connections import errors
from connections.models import Connection


@dataclass(frozen=True)
class Verdict:
    """`level` is "success", "warning" (usable, with a drawback) or "error"."""

    level: str
    message: str
    advice: str = ""


def check(connection: Connection) -> Verdict:
    """Ask for the list of models, keep it, and keep what came of it on the connection's row."""
    verdict = tried(connection)
    connection.tested_at = timezone.now()
    connection.test_level = verdict.level
    connection.test_message = f"{verdict.message} {verdict.advice}".strip()
    with transaction.atomic():
        connection.save(update_fields=["tested_at", "test_level", "test_message"])
        record(Event.CONNECTION_TESTED, connection, result=verdict.level)
    return verdict


def tried(connection: Connection) -> Verdict:
    start = time.monotonic()
    try:
        count = connection.refresh_models()
    except errors.OpenAIError as error:
        return verdict_on(error)
    took = time.monotonic() - start
    if not count:
        return Verdict(
            "warning", _("It works, but the server lists no models."), _("Models have to be typed by hand.")
        )
    words = ngettext(
        "It works: %(count)d model, answered in %(seconds)s s.",
        "It works: %(count)d models, answered in %(seconds)s s.",
        count,
    )
    return Verdict("success", words % {"count": count, "seconds": number_format(round(took, 1), 1)})


def verdict_on(error: errors.OpenAIError) -> Verdict:
    match error:
        case errors.NotOffered() | errors.NotFound():
            return Verdict(
                "warning",
                _("The server answered, but has no list of models at this address."),
                _("Check the base URL (it usually ends in /v1). If it is, models have to be typed by hand."),
            )
        case errors.Malformed():
            return Verdict(
                "error",
                _("The server answered, but not as an OpenAI-compatible server does."),
                _("Check the base URL: it usually ends in /v1."),
            )
        case errors.Rejected() if error.detail:
            return Verdict(
                "error",
                error.message,
                _("%(advice)s The server says: %(detail)s")
                % {"advice": error.advice, "detail": error.detail},
            )
        case errors.Unreachable() | errors.Untrusted() if error.detail:
            return Verdict("error", error.message, f"{error.advice} ({error.detail})")
        case _:
            return Verdict("error", error.message, error.advice)
