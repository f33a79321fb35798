"""Tells how many malformed submissions there were, and how they were answered."""

import os
from collections import Counter

import pytest

ANSWERS = "answers"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for some in terminalreporter.stats.values() for report in some]
    answers: Counter[int] = Counter()
    for report in reports:
        if getattr(report, "when", None) == "teardown":
            answers.update(dict(report.user_properties).get(ANSWERS, {}))
    if answers and "FUZZ" in os.environ:
        by_status = ", ".join(f"{count} by {status}" for status, count in sorted(answers.items()))
        terminalreporter.write_line(f"{answers.total()} malformed submissions answered: {by_status}")
