"""What there is to choose from where runs are narrowed down, found without looking through the runs."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from actions import registry
from connections.models import Connection, OfferedModel
from people.models import User
from runs.models import State, Tag

Choices = dict[str, list[tuple[str, str]]]

# From one connection to the next in the index, as many steps as there are connections. That runs exist for a
# connection could be asked in Django's words, but PostgreSQL would read all of them to answer it.
USED = """
    WITH RECURSIVE used (pk) AS (
        SELECT CAST(0 AS bigint)
        UNION ALL
        SELECT (
            SELECT connection_id FROM runs_run
            WHERE owner_id = %s AND discarded_at IS NULL AND connection_id > used.pk
            ORDER BY connection_id LIMIT 1
        )
        FROM used WHERE used.pk IS NOT NULL
    )
    SELECT pk FROM used
"""


def common(user: User) -> Choices:
    """Return what there is to choose from in the filters that every list has."""
    usable = Connection.objects.usable_by(user)
    offered = OfferedModel.objects.filter(connection__in=usable).order_by("model_id").distinct()
    return {
        "action": [(action.slug, str(action.title)) for action in registry.all_actions()],
        "model": [(name, name) for name in offered.values_list("model_id", flat=True)],
    }


def every(user: User, tags: Iterable[Tag]) -> Choices:
    """Return what there is to choose from in each filter of the history; `tags` are the person's."""
    return {
        **common(user),
        "state": [(str(value), str(label)) for value, label in State.choices],
        "tag": [(str(tag.pk), tag.name) for tag in tags],
        "favourite": [("yes", _("Favourites only"))],
        "having": [("image", _("An image")), ("audio", _("A recording"))],
        "connection": [(str(pk), name) for pk, name in used_by(user).values_list("pk", "name")],
    }


def used_by(user: User) -> QuerySet[Connection]:
    """Return the connections that a person's runs went through, those among them that are still there."""
    return Connection.objects.filter(pk__in=RawSQL(USED, [user.pk]))  # noqa: S611 - a constant
