"""Runs full of words, what finds which of them, and what none of it may be: the same on every database."""

from typing import Any

from connections.models import Connection
from people.models import User
from runs.models import Output, Run
from runs.searching import Question
from tests.runs.pages import a_run, answered

TEXTS = {
    "tide": "The tide comes in at seven",
    "café": "Visit the Café in Zürich, then go",
    "cafe\u0301": "Cafe\u0301 written in pieces",
    "report": "quarterly_report.final-2.pdf for O'Brien",
    "tokyo": "東京の天気は晴れ",
    "reports": "Reports of the quarterly meeting",
    "straße": "Straße 12 & ÆGIR <b>bold</b>",
}
FOUND = {
    "tide": ["tide"],
    "TIDE seven": ["tide"],
    "seven tide": ["tide"],
    "tide eight": [],
    '"comes in"': ["tide"],
    '"in comes"': [],
    "cafe": ["cafe\u0301", "café"],
    "CAFÉ -zurich": ["cafe\u0301"],
    "zürich": ["café"],
    "report": ["report"],
    "report*": ["reports", "report"],
    '"quarterly rep"*': ["report"],
    "quarterly -report*": [],
    "quarterly -report": ["reports"],
    "quarterly -meeting -tide": ["report"],
    "final-2.pdf": ["report"],
    "o'brien": ["report"],
    "天気": ["tokyo"],
    "気天": [],
    "straße": ["straße"],
    "ægir": ["straße"],
    "-the -quarterly": ["straße", "tokyo", "cafe\u0301"],
    "": [],
    "!!! ---": [],
}
HOSTILE = [
    *('"', '""', "*", "-", '-"', "a*b", "tide AND", "NOT", "tide OR", "NEAR(a b)", "words : tide", "(tide"),
    *("^tide", "'", "\\", "tide'", "%s", "{words} : x", "a:*", "!tide", "tide & ", "<->", ":*", "-" * 200),
    *("a " * 100, "-a " * 60, "é" * 200, "\u0301", "\ud7ff", "\U0001f600", "١٢٣", "owner_id : 1", "½ ²"),
]


def filled(owner: User, line: Connection) -> None:
    """Ask each of the texts; every other one is only in the answer."""
    for place, text in enumerate(TEXTS.values()):
        if place % 2:
            answered(a_run(owner, line, "Question"), Output(kind="text", text=text))
        else:
            a_run(owner, line, text)


def found(owner: User, question: str, runs: Any = None) -> list[str]:
    """Return the names of the texts that a question finds, newest first."""
    runs = Run.objects.visible_to(owner) if runs is None else runs
    keys = Question.read(question).matches(runs, owner).values_list("pk", flat=True)
    names = dict(zip(Run.objects.order_by("pk").values_list("pk", flat=True), TEXTS, strict=False))
    return [names[key] for key in keys]
