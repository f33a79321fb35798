"""Two to four runs beside one another: what was asked, and what came of it, result by result."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from uuid import UUID

from django.db.models import Prefetch, Q

from people.models import User
from runs.changes import Setting, settings_of
from runs.differences import Difference, differences
from runs.exporting import exported, extensions
from runs.models import Output, Run
from runs.models.querysets import RunQuerySet
from runs.showing import Shown

LETTERS = "ABCD"
MOST = len(LETTERS)
MOST_RESULTS, MOST_OFFERED = 20, 12
SEEN = ("image", "audio")
Lettered = tuple[str, list[tuple[str, Shown | None]]]
TEXTS = ("text", "transcript", "thread", "remotefile")


@dataclass(frozen=True)
class Cell:
    """A result of one of the runs, or that it has none there. `difference` is from the first run's text."""

    letter: str
    run: Run
    output: Output | None
    text: str = ""
    difference: Difference | None = None


@dataclass(frozen=True)
class Row:
    """The results that stand at the same place, one for each run."""

    cells: Sequence[Cell]

    @property
    def kind(self) -> str:
        """What all of them are: image, audio; blank where they are texts, or not alike."""
        kinds = {cell.output.kind if cell.output else "" for cell in self.cells}
        return kind if len(kinds) == 1 and (kind := kinds.pop()) in SEEN else ""


@dataclass(frozen=True)
class Comparison:
    """The runs by their letters, their settings, and their results. `more` are results that are left out."""

    columns: Sequence[tuple[str, Run]]
    settings: Sequence[Setting]
    rows: Sequence[Row]
    more: int

    @property
    def marks(self) -> bool:
        """Whether anything is marked in a text."""
        found = [cell.difference for row in self.rows for cell in row.cells if cell.difference]
        return any(not (each.same or each.unmarked) for each in found)

    @property
    def different(self) -> list[Lettered]:
        return [lettered(setting) for setting in self.settings if setting.differs]

    @property
    def alike(self) -> list[Lettered]:
        return [lettered(setting) for setting in self.settings if not setting.differs]


def chosen(user: User, keys: Iterable[str]) -> list[Run]:
    """Return the runs of these keys that are a person's to see, oldest first; what is no key is none."""
    results = Output.objects.filter(preview=False)
    runs = Run.objects.visible_to(user).filter(key__in=list(filter(None, map(read, keys))))
    return list(runs.prefetch_related("attachments", Prefetch("outputs", results)).order_by("pk"))


def read(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def lettered(setting: Setting) -> Lettered:
    """Return a setting's label, and what it was in the run of each letter."""
    return setting.label, list(zip(LETTERS, setting.values, strict=False))


def compared(runs: Sequence[Run]) -> Comparison:
    columns = list(zip(LETTERS, runs, strict=False))
    places = list(zip_longest(*(run.outputs.all() for run in runs)))
    rows = [Row(cells(columns, outputs)) for outputs in places[:MOST_RESULTS]]
    return Comparison(columns, settings_of(runs), rows, max(len(places) - MOST_RESULTS, 0))


def cells(columns: Sequence[tuple[str, Run]], outputs: Sequence[Output | None]) -> list[Cell]:
    first, *others = texts = [text_of(output) if output else "" for output in outputs]
    marked = [None, *(differences(first, text) if first and text else None for text in others)]
    each = zip(columns, outputs, texts, marked, strict=True)
    return [Cell(*column, output, text, difference) for column, output, text, difference in each]


def text_of(output: Output) -> str:
    """Return a result as a text to be compared; blank for one that is seen, heard or saved."""
    if output.file:
        return ""
    if output.kind in TEXTS:
        return output.text
    content, _ = exported(output, extensions(output)[0]) or (b"", "")
    return content.decode("utf-8-sig")


def versions(run: Run, user: User) -> RunQuerySet:
    """Return the runs that this one was changed from or into, newest first."""
    related = Q(children=run) | Q(parent=run)
    if run.parent_id:
        related |= Q(parent=run.parent_id)
    return Run.objects.visible_to(user).filter(related, action=run.action).exclude(pk=run.pk).newest()


def offered(run: Run, user: User) -> tuple[list[Run], list[Run]]:
    """Return what to compare a run with: its other versions, and the latest others of the same action."""
    first = list(versions(run, user).distinct()[:MOST_OFFERED])
    passed = [run.pk, *(each.pk for each in first)]
    others = Run.objects.visible_to(user).filter(action=run.action).exclude(pk__in=passed).newest()
    return first, list(others[: MOST_OFFERED - len(first)])
