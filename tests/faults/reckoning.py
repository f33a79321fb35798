"""What is left when everything has come to rest: states, calls that cost, files. Only zero is good."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from runs.models import Attachment, Attempt, Output, Run, State, Stray
from runs.models.state import OVER

COSTLY = ("/chat/completions", "/images/generations", "/audio/transcriptions", "/files")


def is_quiet() -> bool:
    """Whether every run is over, and what the dead have left is cleared away."""
    waiting = Run.objects.exclude(state__in=OVER)
    return not waiting.exists() and not Stray.objects.filter(swept_at=None).exists()


def paid_calls() -> Counter[str]:
    """Return how often Practice was asked for what costs, and heard all of it, by the key of the run."""
    calls: Counter[str] = Counter()
    for journal in Path(settings.PRACTICE_DIR).glob("journal*.jsonl"):
        for line in map(json.loads, journal.read_text().splitlines()):
            if line["method"] == "POST" and line["path"].endswith(COSTLY) and line["status"] < 400:
                calls[line["client_request_id"].rpartition("-")[0]] += 1
    return calls


def stored() -> set[str]:
    media = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file()}


def named() -> set[str]:
    """Return the files that a row names. An upload without a run waits for its form, for a day."""
    return files_of(Output.objects.all()) | files_of(Attachment.objects.exclude(run=None))


def files_of(rows: QuerySet[Any]) -> set[str]:
    """Return the files of rows, and the small copies of pictures among them."""
    return {name for names in rows.values_list("file", "thumbnail") for name in names if name}


def lost_files() -> set[str]:
    """Return the files without a row, and those that a row names and nobody has."""
    waiting = files_of(Attachment.objects.filter(run=None))
    return (stored() - waiting) ^ named()


@dataclass
class Row:
    """One line of the report."""

    point: str
    runs: int
    states: str
    duplicate_calls: int
    lost_files: int
    unfinished: int  # runs that are not over, and attempts that are open

    @classmethod
    def of(cls, point: str, runs: Iterable[Run]) -> "Row":
        rows = list(Run.objects.filter(pk__in=[run.pk for run in runs]))
        calls, lost = paid_calls(), lost_files()
        own = {f"outputs/{run.key}" for run in rows}
        own |= set(Attachment.objects.filter(run__in=rows).values_list("file", flat=True))
        return cls(
            point,
            len(rows),
            ", ".join(f"{count} {state}" for state, count in sorted(Counter(map(said, rows)).items())),
            sum(max(0, calls[str(run.key)] - 1) for run in rows),
            sum(name.startswith(tuple(own)) for name in lost) if own else 0,
            sum(not run.is_over for run in rows)
            + Attempt.objects.filter(run__in=rows, finished_at=None).count(),
        )

    @property
    def is_good(self) -> bool:
        return not (self.duplicate_calls or self.lost_files or self.unfinished)


def said(run: Run) -> str:
    if run.state != State.FAILED:
        return str(run.state)
    return f"failed ({run.error['kind']})" if run.error else "failed without a reason"


HEAD = ("point of death", "runs", "final states", "duplicate calls", "lost files")


def table(rows: Iterable[Row]) -> str:
    cells = [
        (row.point, str(row.runs), row.states, str(row.duplicate_calls), str(row.lost_files)) for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(HEAD, *cells, strict=True)]
    lines = [HEAD, tuple("-" * width for width in widths), *cells]
    return "\n".join(f"| {' | '.join(map(str.ljust, line, widths))} |" for line in lines)
