"""What an administrator should look after: connections that do not work, and models in use that end."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from connections.models import ENDS_SOON, Connection, OfferedModel
from runs.models import Run

LOOKED_AT = 200  # of everybody's newest runs, to see which models are in use


@dataclass(frozen=True)
class Concern:
    """What is wrong, and the connection on whose page it can be mended. `level` is "error" or "warning"."""

    text: str
    connection: Connection
    level: str = "error"


def concerns() -> list[Concern]:
    return [*failing(), *ending()]


def failing() -> Iterator[Concern]:
    """Yield the enabled connections that cannot do what they are for."""
    for connection in Connection.objects.filter(enabled=True):
        names = {"connection": connection.name}
        if connection.is_unreadable:
            yield Concern(
                _("The key of “%(connection)s” cannot be read any more. Type it again.") % names, connection
            )
        elif connection.test_level == "error":
            words = {**names, "why": connection.test_message}
            yield Concern(_("“%(connection)s” did not work when it was tested: %(why)s") % words, connection)


def ending() -> Iterator[Concern]:
    """Yield the models that somebody used lately and that end soon, or have ended."""
    used = set(Run.objects.order_by("-pk").values_list("connection", "model")[:LOOKED_AT])
    until = timezone.localdate() + ENDS_SOON
    dated = OfferedModel.objects.filter(connection__enabled=True, shutdown_date__lte=until)
    for model in dated.select_related("connection").order_by("shutdown_date"):
        if model.shutdown_date and (model.connection_id, model.model_id) in used:
            gone = model.ending == "gone"
            said = (
                _("%(model)s ended on %(date)s, and was used lately through “%(connection)s”.")
                if gone
                else _("%(model)s ends on %(date)s, and was used lately through “%(connection)s”.")
            )
            names = {
                "model": model.model_id,
                "date": date_format(model.shutdown_date),
                "connection": model.connection.name,
            }
            yield Concern(said % names, model.connection, "error" if gone else "warning")
