"""Figures written down: for a terminal, for a page of the documentation, for programs."""

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import django

from tests.bench.figures import Figure
from tests.bench.targets import TARGETS

MACHINE = "2 cores, 24 GB, Linux"
COLUMNS = ("what", "value", "spread", "target", "met")
WORDS = {True: "yes", False: "NO", None: ""}
HEAD = """\
# Benchmarks

Written by `make bench`; please do not edit. Each figure is the median of several turns, with the least and
the most of them. Workroom is started as `make run` starts it, on its own SQLite unless a line says otherwise,
and takes turns with what it is held against, so a ratio holds on any machine. This was one of {machine},
with {versions}.

A bare Celery call is one task of a worker of 50 threads that posts by `requests` to the same server, on a
broker like ours. The overhead of a run goes from the posted form to the page that shows its result, over
HTTP, less what `requests` alone takes for the call. A run is lost if its form was refused or it did not
succeed. Memory is what the processes hold, with what they share counted once.

"""


def rows(figures: Sequence[Figure]) -> list[tuple[str, ...]]:
    return [
        (
            figure.name,
            shown(figure.value, figure.unit),
            " to ".join(number(end) for end in figure.spread) if len(figure.samples) > 1 else "",
            str(TARGETS.get(figure.name, "")),
            WORDS[figure.met],
        )
        for figure in figures
    ]


def number(value: float) -> str:
    """Return the number with three digits that count."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


def shown(value: float, unit: str) -> str:
    return number(value) + (unit if unit in ("x", "/s") else f" {unit}".rstrip())


def plain(figures: Sequence[Figure]) -> str:
    """Return the table for a terminal."""
    lines = [COLUMNS, *rows(figures)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(COLUMNS))]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines) + "\n"


def page(figures: Sequence[Figure]) -> str:
    """Return the page of the documentation."""
    lines = [COLUMNS, ("---",) * len(COLUMNS), *rows(figures)]
    versions = f"Python {platform.python_version()}, Django {django.__version__}"
    versions += "".join(f", {name} {version(name.lower())}" for name in ("Celery", "requests", "granian"))
    head = HEAD.format(machine=MACHINE, versions=versions)
    return head + "".join(f"| {' | '.join(line)} |\n" for line in lines)


def keep(figures: Sequence[Figure], path: Path) -> None:
    """Write them for programs."""
    path.parent.mkdir(exist_ok=True)
    described = [figure.described() for figure in figures]
    path.write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n")
