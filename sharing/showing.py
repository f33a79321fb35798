"""What of a run others see, as its page draws it: what was chosen, and nothing that lies behind it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.db.models import QuerySet, prefetch_related_objects

from runs.models import Output, Run
from runs.showing import Shown as Input
from runs.showing import inputs_of
from runs.sources import Group, grouped

# By its id whoever may use the connection could go on with the conversation.
NEVER_SHOWN = {"thread"}


@dataclass(frozen=True)
class Places:
    """The addresses of the files in a page: a name each, with the argument that comes first."""

    outputs: tuple[str, ...]
    attachments: tuple[str, ...]


AT_HOME = Places(("runs:output",), ("runs:attachment",))


@dataclass(frozen=True)
class Sight:
    """What is seen. `inputs` is None where they are not shown."""

    title: str
    run: Run
    groups: list[Group]
    inputs: list[Input] | None


def showable(run: Run) -> QuerySet[Output]:
    """Return the results of a run that may be shown to others."""
    return run.outputs.filter(preview=False).exclude(kind__in=NEVER_SHOWN)


def sight(run: Run, title: str, outputs: Iterable[Output], places: Places, *, inputs: bool) -> Sight:
    """Return what others see of a run: these results, with what was asked or without."""
    shown = [placed(output, places) if inputs else alone(placed(output, places)) for output in outputs]
    if not inputs:
        run.headline = title  # the own one is what was asked
        return Sight(title, run, grouped(run, shown), None)
    prefetch_related_objects([run], "attachments")
    for attachment in run.attachments.all():
        attachment.elsewhere = places.attachments
    return Sight(title, run, grouped(run, shown), inputs_of(run))


def placed(output: Output, places: Places) -> Output:
    output.elsewhere = places.outputs
    return output


def alone(output: Output) -> Output:
    """Return a result without what it repeats of the question: names, descriptions, settings, sources."""
    output.alt, output.note, output.sources = "", "" if output.sources else output.note, []
    if output.file:
        output.filename = f"{output.kind}-{output.position + 1}{PurePosixPath(output.filename).suffix}"
    if isinstance(data := output.data, dict) and "facts" in data:
        output.data = {name: value for name, value in data.items() if name != "facts"}
    return output
