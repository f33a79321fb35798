"""What there is to say of a run, apart from the form in which it is taken away."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from actions import registry
from runs.exporting import as_csv
from runs.models import Output, Run
from runs.showing import Shown, inputs_of

AT_ONCE = 20


def whole(runs: QuerySet[Run]) -> Iterator[Run]:
    """Yield the runs, newest first, with all that belongs to them; only a few are in memory at a time."""
    keys = list(runs.order_by("-pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = Run.objects.filter(pk__in=keys[start : start + AT_ONCE]).order_by("-pk")
        yield from some.prefetch_related("outputs", "attachments", "tags")


def results(run: Run) -> list[Output]:
    return [output for output in run.outputs.all() if not output.preview]


def heading(run: Run) -> str:
    return run.called or str(registry.title_of(run.action))


def brief(run: Run) -> dict[str, Any]:
    """Return what names and places a run, in plain values."""
    return {
        "asked_at": timezone.localtime(run.created_at).isoformat(timespec="seconds"),
        "title": heading(run),
        "action": str(registry.title_of(run.action)),
        "model": run.model,
        "connection": run.connection_name,
        "state": run.state,
        "favourite": run.favourite,
        "tags": [tag.name for tag in run.tags.all()],
        "note": run.note,
        "key": str(run.key),
    }


def columns() -> list[str]:
    """Return what stands above the cells of `row`."""
    return [
        _("Asked"), _("Title"), _("Action"), _("Model"), _("Connection"), _("State"), _("Favourite"),
        _("Tags"), _("Note"), _("What was asked"), _("Answer"), _("Files"), _("Reason it failed"),
        _("Reference"),
    ]  # fmt: skip


def row(run: Run) -> list[str]:
    """Return a run as cells of text."""
    known = brief(run)
    return [
        known["asked_at"],
        known["title"],
        known["action"],
        run.model,
        run.connection_name,
        str(run.get_state_display()),
        _("yes") if run.favourite else "",
        ", ".join(known["tags"]),
        run.note,
        asked(run),
        answer(run),
        "\n".join(output.filename for output in results(run) if output.filename),
        str((run.error or {}).get("message", "")),
        known["key"],
    ]


def asked(run: Run) -> str:
    return "\n".join(lines(inputs_of(run)))


def lines(inputs: Iterable[Shown], indent: str = "") -> Iterator[str]:
    """Yield what was asked as lines of text, rows further in than their group."""
    for each in inputs:
        text = each.attachment.filename if each.attachment else each.text
        yield f"{indent}{each.label}: {text}".rstrip()
        for inner in each.rows:
            yield from lines(inner, f"{indent}  ")


def answer(run: Run) -> str:
    return "\n\n".join(filter(None, map(words, results(run))))


def words(output: Output) -> str:
    """Return what a result says, as text."""
    if output.text or output.data is None or output.file:
        return output.text
    return as_csv(output.data) if output.kind == "table" else json.dumps(output.data, ensure_ascii=False)
