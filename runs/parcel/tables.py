"""Runs as a table for spreadsheets, in which nothing that was asked or answered is taken for a formula."""

import csv
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO

import xlsxwriter
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from audit.exporting import BOM, Line, guarded
from runs.models import Run
from runs.parcel.facts import columns, row, whole

CHUNK = 64 * 1024
LONGEST = 32_767  # characters in a cell of XLSX
# Texts are texts: neither formulas nor links nor numbers.
TEXTS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTHS = [24, 40, 24, 16, 20, 12, 10, 20, 40, 60, 80, 30, 40, 38]


def as_csv(runs: QuerySet[Run]) -> Iterator[bytes]:
    write = csv.writer(Line()).writerow
    yield f"{BOM}{write(columns())}".encode()
    for run in whole(runs):
        yield str(write([guarded(cell) for cell in row(run)])).encode()


def as_xlsx(runs: QuerySet[Run]) -> Iterator[bytes]:
    """Yield a workbook: made on disk, so that it takes no more memory for more runs."""
    with TemporaryFile() as file:
        write_workbook(file, runs)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def write_workbook(file: IO[bytes], runs: QuerySet[Run]) -> None:
    with xlsxwriter.Workbook(file, {"constant_memory": True, **TEXTS}) as book:
        sheet = book.add_worksheet(_("Runs")[:31])
        sheet.freeze_panes(1, 0)
        for place, width in enumerate(WIDTHS):
            sheet.set_column(place, place, width)
        bold = book.add_format({"bold": True})
        for place, name in enumerate(columns()):
            sheet.write_string(0, place, name, bold)
        for line, run in enumerate(whole(runs), start=1):
            for place, cell in enumerate(row(run)):
                sheet.write_string(line, place, fitting(cell))


def fitting(cell: str) -> str:
    """Return a text that a cell takes; the other forms have the whole of a longer one."""
    # Counted as spreadsheets count: what lies beyond 65,535 takes two.
    if len(cell.encode("utf-16-le")) // 2 <= LONGEST:
        return cell
    return cell.encode("utf-16-le")[: 2 * (LONGEST - 1)].decode("utf-16-le", "ignore") + "…"
