"""A log line as JSON."""

import logging
import threading
from datetime import UTC, datetime, timedelta

import pytest

from logs import about as context
from logs.about import about
from tests.logs.conftest import Lines

log = logging.getLogger("tests.logs")


def test_a_line_says_when_how_grave_who_and_what(lines: Lines) -> None:
    log.warning("Only %d left", 3)
    (line,) = lines()
    moment = datetime.fromisoformat(line.pop("time"))
    assert line == {"level": "WARNING", "logger": "tests.logs", "message": "Only 3 left"}
    assert datetime.now(UTC) - moment < timedelta(minutes=1)


def test_it_says_what_it_is_about_only_while_it_is(lines: Lines) -> None:
    with about(request_id="abc", run_id=""):
        log.warning("Outside")
        with about(run_id="7"):
            log.warning("Inside")
        log.warning("Outside again")
    log.warning("After")
    kept = [{name: line[name] for name in ("request_id", "run_id") if name in line} for line in lines()]
    assert kept == [{"request_id": "abc"}, {"request_id": "abc", "run_id": "7"}, {"request_id": "abc"}, {}]


def test_another_thread_does_something_else(lines: Lines) -> None:
    with about(run_id="7"):
        thread = threading.Thread(target=log.warning, args=["Elsewhere"])
        thread.start()
        thread.join()
    assert "run_id" not in lines()[0]


def test_a_process_may_have_a_name_that_all_its_lines_bear(
    lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context, "_always", {})
    context.always(worker="celery@here")
    thread = threading.Thread(target=log.warning, args=["Anywhere"])
    thread.start()
    thread.join()
    assert lines()[0]["worker"] == "celery@here"


def test_a_failure_of_many_lines_is_still_one_line(lines: Lines) -> None:
    try:
        raise ValueError("a\nb")
    except ValueError:
        log.exception("It failed\nbadly")
    (line,) = lines()
    assert line["message"] == "It failed\nbadly"
    assert line["traceback"].startswith("Traceback")
    assert line["traceback"].endswith("ValueError: a\nb")


def test_of_what_a_library_adds_nothing_is_written(lines: Lines) -> None:
    log.warning("Sent", extra={"request": "Bearer sk-secret", "facts": {"status": 200}})
    (line,) = lines()
    assert line["status"] == 200
    assert "sk-secret" not in str(line)
