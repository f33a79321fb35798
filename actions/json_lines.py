"""Files of one JSON object on each line, checked without ever holding more than a line."""

from collections.abc import Collection, Iterator
from typing import Any

from connections import limits

LONGEST_LINE = 16 * 1024 * 1024


def problem(file: Any, *, needs: Collection[str] = (), most: int | None = None) -> str | None:
    """Return what is wrong with the first bad line of an open file, in words, or None.

    Every object must have the keys that it `needs`, and there can be `most` of them. Leaves the file at its
    start.
    """
    try:
        return next(problems(file, needs, most), None)
    finally:
        file.seek(0)


def problems(file: Any, needs: Collection[str], most: int | None) -> Iterator[str]:
    file.seek(0)
    number = objects = blank = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            yield f"Line {number} is longer than {LONGEST_LINE // 2**20} MB."
            return  # what comes next is the rest of it
        if not line.strip():
            blank = blank or number
            continue
        objects += 1
        if blank:  # at the end one does no harm
            yield f"Line {blank} is empty. Take it out."
        if most is not None and objects > most:
            yield f"There are more than {most:,} lines. Split the file."
        if complaint := complaint_about(line, needs, first=number == 1):
            yield f"Line {number} {complaint}"
    if not objects:
        yield "There is nothing in this file."


def complaint_about(line: bytes, needs: Collection[str], *, first: bool) -> str | None:
    try:
        text = line.decode("utf-8-sig" if first else "utf-8")
        found = limits.typed(text, parse_constant=refuse)
    except UnicodeDecodeError:
        return "is not text in UTF-8. Save the file in that encoding."
    except limits.TooManyValues:
        return "holds more values than a line can. Take some out."
    except ValueError:
        return (
            "is not valid JSON. Check for a missing quote, comma or bracket; each line is one whole object."
        )
    if not isinstance(found, dict):
        return "is not a JSON object, in curly brackets."
    if missing := [name for name in needs if name not in found]:
        return f"has no “{missing[0]}”."
    return None


def refuse(constant: str) -> None:
    """JSON knows no NaN and no Infinity, though Python does."""
    raise ValueError(constant)
