"""`make bench`: measure everything, or what ARGS names, and write it down."""

import argparse
import os
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.bench.figures import Figure
    from tests.bench.ground import Ground

    Measure = Callable[[Ground], list[Figure]]

# Where each is, in the order in which they are taken.
MEASURES = {
    "start": "start.measure",
    "overhead": "overhead.measure",
    "rate": "rate.measure",
    "waiting": "rate.waiting",
    "crowd": "rate.crowd",
    "ending": "flight.ending",
    "flight": "flight.measure",
    "words": "streams.words",
    "readers": "streams.readers",
    "pages": "pages.on_sqlite",
    "million": "pages.on_postgresql",
}
ROOT = Path(__file__).parents[2]


def main() -> int:
    """Return the exit code. A target that is missed is no error: the table says so."""
    names = asked()
    data = Path(tempfile.mkdtemp(prefix="bench-"))
    os.environ |= {"WORKROOM_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}
    import django

    django.setup()
    try:
        figures = measured(names, data)
    finally:
        shutil.rmtree(data)
    from tests.bench import table

    sys.stdout.write(table.plain(figures))
    table.keep(figures, ROOT / "var" / "bench.json")
    if set(names) >= set(MEASURES):
        (ROOT / "docs" / "benchmarks.md").write_text(table.page(figures))
    return 0


def asked() -> list[str]:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("measures", nargs="*", choices=[*MEASURES, []], help="only these")
    return parser.parse_args().measures or list(MEASURES)


def measured(names: list[str], data: Path) -> "list[Figure]":
    from tests.bench.ground import Ground

    figures: list[Figure] = []
    with Ground(data) as ground:
        for name in names:
            began = time.perf_counter()
            module, _, function = MEASURES[name].partition(".")
            measure: Measure = getattr(import_module(f"tests.bench.measures.{module}"), function)
            try:
                figures += measure(ground)
            except Exception:  # the others are worth having all the same
                traceback.print_exc()
            sys.stderr.write(f"{name}: {time.perf_counter() - began:.0f} s\n")
    return figures


if __name__ == "__main__":
    sys.exit(main())
