"""File names from outside, made such that they are what they look like."""

import pytest

from connections.filenames import LONGEST, safe_filename


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("Größe 日本 🦊.png", "Größe 日本 🦊.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\dora\\plan.doc", "plan.doc"),
        ("one\r\nSet-Cookie: a=b.txt", "oneSet-Cookie: a=b.txt"),
        ("annexe\u202egpj.exe", "annexegpj.exe"),
        ("zero\u200bwidth\x00.txt", "zerowidth.txt"),
        ("half \ud800 a character.txt", "half  a character.txt"),
        (' "quoted" ', '"quoted"'),
        (".profile", ".profile"),
    ],
)
def test_a_name_reads_as_what_it_is(given: str, kept: str) -> None:
    assert safe_filename(given) == kept


@pytest.mark.parametrize("given", ["", ".", "..", "/", "a/..", "\u202e", "  ", "..."])
def test_what_is_no_name_gets_one(given: str) -> None:
    assert safe_filename(given) == "file"


def test_a_long_name_keeps_its_kind() -> None:
    assert safe_filename("a" * 500 + ".tar.gz") == "a" * (LONGEST - 3) + ".gz"
    assert safe_filename("a." + "b" * 500) == "." + "b" * (LONGEST - 1)
