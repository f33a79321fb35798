"""How long a run took, and where the time went."""

from datetime import timedelta

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from runs.models import Run


def of(run: Run) -> list[tuple[str, str]]:
    """Return (label, words) for each stretch of a run that is over: waiting, at the server, in all."""
    began, ended = run.started_at, run.finished_at
    if ended is None:
        return []
    found = [(_("Waited for its turn"), (began or ended) - run.created_at)]
    if run.sent_at:
        found.append((_("At the server"), ended - run.sent_at))
    found.append((_("In all"), ended - run.created_at))
    return [(label, words(took)) for label, took in found]


def words(took: timedelta) -> str:
    """Return a time in words: 0.4 s, 12 s, 3 min 5 s."""
    seconds = max(took.total_seconds(), 0)
    if seconds < 10:
        return _("%(seconds)s s") % {"seconds": number_format(round(seconds, 1), 1)}
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return _("%(minutes)d min %(seconds)d s") % {"minutes": minutes, "seconds": rest}
    return _("%(seconds)s s") % {"seconds": rest}
