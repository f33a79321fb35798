"""The stylesheets say start and end, never left and right: they hold where one reads from the right, too."""

import re
from pathlib import Path

import pytest

from config.data import HERE

SHEETS = sorted((HERE / "static/css").glob("*.css"))
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SIDED = re.compile(
    r"[^{};]*\b(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b[^;}]*"
    r"|(?<![-\w])(?:left|right)\s*:[^;}]*"
    r"|(?:text-align|float|clear|background-position)\s*:[^;}]*\b(?:left|right)\b"
    r"|\bto (?:left|right)\b"
)
SHORTHAND = re.compile(r"(?<![-\w])(margin|padding|inset|border-width)\s*:\s*([^;}]+)")
VALUE = re.compile(r"(?:[^\s()]|\((?:[^()]|\([^()]*\))*\))+")


def sided(sheet: str) -> list[str]:
    """Return the declarations that say left or right, in words or by the second and fourth of four values."""
    sheet = COMMENT.sub("", sheet)
    four = [(found[0], VALUE.findall(found[2])) for found in SHORTHAND.finditer(sheet)]
    return SIDED.findall(sheet) + [said for said, sides in four if len(sides) == 4 and sides[1] != sides[3]]


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_no_style_says_left_or_right(path: Path) -> None:
    assert sided(path.read_text()) == []


@pytest.mark.parametrize(
    "style",
    [
        "a { margin-left: 1px; }",
        "a { color: red; right: 0 }",
        "a { text-align: right; }",
        "a { background: linear-gradient(to left, red, blue); }",
        "a { padding: 1px calc(1px + 2px) 1px var(--x); }",
    ],
)
def test_a_style_that_does_is_found(style: str) -> None:
    assert len(sided(style)) == 1


@pytest.mark.parametrize(
    "style",
    [
        "a { margin-inline-start: 1px; text-align: start; }",
        "a { padding: 1px 2px 3px 2px; inset: 0; }",
        "/* left: to the right */ a { color: red; }",
    ],
)
def test_one_that_knows_start_and_end_is_not(style: str) -> None:
    assert sided(style) == []
