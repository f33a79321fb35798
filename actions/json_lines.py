"""Files of one JSON object on each line, checked without ever holding more than a line."""

from collections.abc import Collection, Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

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
            yield _("Line %(number)s is longer than %(value)s MB.") % {
                "number": number,
                "value": LONGEST_LINE // 2**20,
            }
            return  # what comes next is the rest of it
        if not line.strip():
            blank = blank or number
            continue
        objects += 1
        if blank:  # at the end one does no harm
            yield _("Line %(blank)s is empty. Take it out.") % {"blank": blank}
        if most is not None and objects > most:
            yield _("There are more than %(most)s lines. Split the file.") % {
                "most": number_format(most, force_grouping=True)
            }
        if complaint := complaint_about(line, needs, first=number == 1):
            yield _("Line %(number)s %(complaint)s") % {"number": number, "complaint": complaint}
    if not objects:
        yield _("There is nothing in this file.")


def complaint_about(line: bytes, needs: Collection[str], *, first: bool) -> str | None:
    try:
        text = line.decode("utf-8-sig" if first else "utf-8")
        found = limits.typed(text, parse_constant=refuse)
    except UnicodeDecodeError:
        return _("is not text in UTF-8. Save the file in that encoding.")
    except limits.TooManyValues:
        return _("holds more values than a line can. Take some out.")
    except ValueError:
        return _(
            "is not valid JSON. Check for a missing quote, comma or bracket; each line is one whole object."
        )
    if not isinstance(found, dict):
        return _("is not a JSON object, in curly brackets.")
    if missing := [name for name in needs if name not in found]:
        return _("has no “%(value)s”.") % {"value": missing[0]}
    return None


def refuse(constant: str) -> None:
    """JSON knows no NaN and no Infinity, though Python does."""
    raise ValueError(constant)
