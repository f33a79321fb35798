"""The house in which every address is tried; and how many malformed submissions were answered how."""

import os
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from django.test import Client

from tests.runs.pages import body
from tests.security.house import House, furnished
from tests.security.malformed import Submission
from tests.security.throwing import Send

ANSWERS = "answers"


@pytest.fixture
def house(db: None) -> House:
    return furnished()


@pytest.fixture
def send(record_property: Callable[[str, object], None]) -> Iterator[Send]:
    """Return a function that sends a request and returns how it was answered. Our errors come out there."""
    answers: Counter[int] = Counter()

    def send(client: Client, method: str, path: str, sent: Submission) -> int:
        answer = client.generic(
            method, path, sent.body, sent.content_type, headers=sent.headers, QUERY_STRING=sent.query
        )
        assert answer.status_code < 500
        assert b"Traceback (most recent call last)" not in body(answer)
        answers[answer.status_code] += 1
        return answer.status_code

    yield send
    record_property(ANSWERS, dict(answers))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = [report for some in terminalreporter.stats.values() for report in some]
    answers: Counter[int] = Counter()
    for report in reports:
        if getattr(report, "when", None) == "teardown":
            answers.update(dict(report.user_properties).get(ANSWERS, {}))
    if answers and "FUZZ" in os.environ:
        by_status = ", ".join(f"{count} by {status}" for status, count in sorted(answers.items()))
        terminalreporter.write_line(f"{answers.total()} malformed submissions answered: {by_status}")
