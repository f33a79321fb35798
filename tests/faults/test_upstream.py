"""Every fault of a server, really caused, on the whole way of a run: the table says what must follow."""

import re
import socket
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connections.client import Timeouts
from tests.connections.certificates import certified
from tests.faults.answering import ANSWERING
from tests.faults.asking import DOCUMENTED, Asked, Serve, follows, performed, words_of
from tests.faults.reaching import BRIEF, REACHING, Place, Reach
from tests.faults.scripts import body
from tests.faults.table import FREE_ONLY, KEEP_TRYING, MODERATION, NEVER, Fault

pytestmark = pytest.mark.usefixtures("soon")

ANSWERED = [(row, fault) for row, faults in ANSWERING.items() for fault in faults]
REACHED = [(row, does, reach) for row, each in REACHING.items() for does, reach in each.items()]


def test_every_row_of_the_table_is_caused_and_reads_as_a_sentence() -> None:
    assert set(DOCUMENTED) == {*ANSWERING, *REACHING}
    for reads, again in DOCUMENTED.values():
        assert re.fullmatch(r"[A-Z][^.]+\.( [A-Z][^.]+(\.\w[^.]*)*\.)+", reads), reads
        assert again in (KEEP_TRYING, FREE_ONLY, NEVER)


@pytest.mark.parametrize(("row", "fault"), ANSWERED, ids=[fault.does for _, fault in ANSWERED])
def test_what_costs_is_never_paid_twice(row: str, fault: Fault, asked: Asked, serve: Serve) -> None:
    run = performed(asked(serve(fault.script).url, fault))
    follows(run, row)
    assert words_of(run) == fault.words
    if fault.wait is not None:
        attempt = run.attempts.get()
        assert run.not_before
        assert attempt.sent_at
        assert attempt.finished_at
        assert run.not_before - attempt.sent_at > timedelta(seconds=fault.wait - 1)  # a date has no fractions
        assert run.not_before - attempt.finished_at <= timedelta(seconds=fault.wait * 1.25)


@pytest.mark.parametrize(
    ("row", "fault"),
    [(row, fault) for row, fault in ANSWERED if not fault.words and fault.asked[0] == "create-a-completion"],
    ids=str,
)
def test_what_is_free_is_tried_again_where_that_can_help(
    row: str, fault: Fault, asked: Asked, serve: Serve
) -> None:
    follows(performed(asked(serve(fault.script).url, replace(fault, asked=MODERATION))), row)


@pytest.mark.parametrize(("row", "does", "reach"), REACHED, ids=[does for _, does, _ in REACHED])
def test_nothing_is_sent_to_a_server_that_is_not_reached(
    row: str, does: str, reach: Reach, asked: Asked, place: Place
) -> None:
    run = performed(
        asked(reach(place), Fault(does, body(b""), timeouts=BRIEF if "in time" in row else Timeouts()))
    )
    follows(run, row)
    assert run.attempts.get().sent_at is None


def test_a_secure_server_that_is_spoken_to_in_plain_words_is_no_success(
    asked: Asked, serve: Serve, tmp_path: Path
) -> None:
    context, _ = certified(tmp_path)

    def shake(line: socket.socket) -> None:
        with suppress(OSError):
            context.wrap_socket(line, server_side=True)

    run = performed(asked(serve(raw=shake).url, Fault("TLS on a plain port", body(b""))))
    follows(run, "The connection is lost: reset, cut, ended too soon")
