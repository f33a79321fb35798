"""The measures are long; what they are made of is tried here."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from people.models import User
from runs.browsing import searched
from runs.models import Output, Run
from tests.bench import browse, table
from tests.bench.bare_task import call
from tests.bench.figures import Figure, percentile, ratio
from tests.bench.filling import runs as filling_runs
from tests.bench.filling.bare import without_indexes
from tests.bench.filling.runs import Filling
from tests.bench.filling.texts import COMMON, Texts
from tests.bench.house import Upstream
from tests.bench.measures import pages
from tests.bench.measures.flight import in_hand
from tests.bench.targets import TARGETS, Target
from tests.bench.wire import Line
from tests.conftest import awaited
from tests.processes import Office, wait_until
from tests.runs.pages import a_connection

KEPT = "open event streams that a web process kept and told, of 2,000"


@pytest.fixture(scope="module")
def upstream(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    upstream = Upstream(tmp_path_factory.mktemp("upstream"))
    upstream.start()
    wait_until(lambda: answers(upstream))
    yield upstream
    upstream.kill()


def answers(upstream: Upstream) -> bool:
    try:
        return awaited(upstream.seen()) is not None
    except OSError:
        return False


def test_a_figure_is_the_median_of_its_samples_with_the_least_and_the_most() -> None:
    figure = Figure("pages", [9.0, 1.0, 2.0], "ms")

    assert (figure.value, figure.spread) == (2.0, (1.0, 9.0))


def test_half_of_the_samples_do_not_exceed_the_50th_percentile_and_all_but_the_worst_the_99th() -> None:
    samples = list(range(200, 0, -1))

    assert [percentile(samples, share) for share in (50, 99, 100)] == [100, 198, 200]
    assert percentile([7.0], 1) == 7.0


def test_a_ratio_holds_each_turn_against_the_other_side_of_the_same_turn() -> None:
    assert ratio("more", [2.0, 9.0, 40.0], [1.0, 3.0, 10.0]).samples == [2.0, 3.0, 4.0]


@pytest.mark.parametrize(
    ("target", "met", "missed", "said"),
    [
        (Target(4, "x"), 4.0, 4.1, "at most 4x"),
        (Target(2000, is_least=True), 2000, 1999, "at least 2,000"),
        (Target(100, "ms"), 99, 101, "at most 100 ms"),
    ],
    ids=["most", "least", "unit"],
)
def test_a_target_can_be_met_and_missed(target: Target, met: float, missed: float, said: str) -> None:
    assert (target.is_met(met), target.is_met(missed), str(target)) == (True, False, said)


def test_figures_are_kept_with_target_and_verdict(tmp_path: Path) -> None:
    table.keep([Figure(KEPT, [1999, 1998]), Figure("pages", [1.0], "ms")], tmp_path / "var" / "bench.json")

    missed, free = json.loads((tmp_path / "var" / "bench.json").read_text())
    assert (missed["name"], missed["value"], missed["spread"]) == (KEPT, 1998.5, [1998, 1999])
    assert (missed["target"], missed["met"]) == ("at least 2,000", False)
    assert (free["target"], free["met"], free["unit"]) == (None, None, "ms")


def test_both_tables_say_which_target_is_missed() -> None:
    figures = [Figure(KEPT, [1999]), Figure("pages", [1.234, 3456.0, 12.0], "ms")]

    plain, page = table.plain(figures).splitlines(), table.page(figures).splitlines()
    assert plain[1].split("  ")[-1].strip() == "NO"
    assert "12 ms" in plain[2]
    assert f"| {KEPT} | 1,999 |  | at least 2,000 | NO |" in page
    assert "| pages | 12 ms | 1.23 to 3,456 |  |  |" in page


def test_every_target_of_the_table_can_be_shown() -> None:
    assert all(str(target).startswith(("at most", "at least")) for target in TARGETS.values())


def test_the_server_answers_whole_or_in_a_stream_as_it_is_asked(upstream: Upstream) -> None:
    async def streamed() -> str:
        async with Line(upstream.port) as line:
            body = b'{"stream": true}'
            return (await line.fetch("POST", "/0/v1/chat/completions", "", body)).text

    assert call(upstream.address("0")) == "The tide comes in twice a day."
    assert awaited(streamed()).endswith("data: [DONE]\n\n")


def test_the_server_begins_a_stream_and_ends_it_when_it_is_asked_to(upstream: Upstream) -> None:
    async def begin() -> tuple[str, str]:
        async with Line(upstream.port) as line, Line(upstream.port) as other:
            stream = line.listen("/begun/v1/chat/completions")
            first = (await anext(stream))[1]
            await other.fetch("GET", "/release")
            return first, [said async for _, said in stream][-1]

    first, last = awaited(begin())
    assert "The tide comes in" in first
    assert last == "[DONE]"


def test_the_server_holds_calls_until_it_is_asked_to_release_them(upstream: Upstream) -> None:
    async def hold() -> tuple[int, int]:
        async with Line(upstream.port) as line:
            call = asyncio.ensure_future(line.fetch("POST", "/held/v1/chat/completions", "", b"{}"))
            held = await asyncio.to_thread(in_hand, upstream, 1)
            await upstream.seen("release")
            return held, (await call).status

    assert awaited(hold()) == (1, 200)


def test_texts_have_a_few_words_everywhere_and_one_that_is_their_own() -> None:
    texts = Texts()
    some = [f"{texts.asked(number)} {texts.answered()}".lower() for number in range(200)]

    everywhere, seldom = COMMON.split()[0], COMMON.split()[-1]
    assert sum(f"{everywhere} " in text for text in some) > 180
    assert 2 < sum(seldom in text for text in some) < 100
    assert [text for text in some if "case 17." in text] == [some[17]]
    assert Texts().asked(1) == Texts().asked(1)


@pytest.mark.processes
def test_a_process_of_its_own_looks_at_pages_and_counts_their_queries() -> None:
    with pages.browser(60) as browser:
        ours, theirs = pages.in_turns("history", "gallery", browser, browser)
        history, gallery = (browser.look(f"{browse.QUERIES}{page}") for page in ("history", "gallery"))

    assert len(ours) == len(theirs) == pages.GOES
    assert min(*ours, *theirs, browser.filled) > 0
    assert history > gallery > 1


@pytest.mark.django_db(transaction=True)
def test_what_is_filled_in_is_listed_found_and_followed_by_more(alice: Any) -> None:
    filling = Filling(alice, a_connection())
    for count in (30, 20):
        filling.add(count)

    runs = Run.objects.visible_to(alice)
    assert [run.pk for run in searched(runs, "case 17", alice)] == [17]
    assert [run.pk for run in searched(runs, "case 50", alice)] == [50]
    assert runs.filter(has_image=True).count() == 3
    assert {run.outputs.count() for run in runs} == {run.attempts.count() for run in runs} == {1}


def test_what_postgresql_multiplies_is_as_if_made_one_by_one(
    postgres_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling_runs, "MOST_MADE", 20)
    filling = Filling(User.objects.create_user("alice"), a_connection())
    filling.add(50)
    filling.add(7)

    runs = Run.objects.visible_to(filling.owner).order_by("pk")
    assert [run.pk for run in runs] == list(range(1, 58))
    assert [run.pk for run in searched(runs, "case 47", filling.owner)] == [47]
    assert ["Case 47." in str(run.values) for run in runs].count(True) == 1
    assert {(run.outputs.count(), run.attempts.count()) for run in runs} == {(1, 1)}
    assert [run.pk for run in runs.filter(tags=filling.tag)] == [5, 25, 45]
    assert len({run.created_at for run in runs}) == 57
    assert {output.attempt_id for output in Output.objects.filter(run=47)} == {47}


@pytest.mark.django_db(transaction=True)
def test_indexes_are_there_again_when_filling_is_broken_off() -> None:
    def indexes() -> set[str]:
        with connection.cursor() as cursor:
            return set(connection.introspection.get_constraints(cursor, Run._meta.db_table))

    before = indexes()
    with suppress(KeyboardInterrupt), without_indexes(Run):
        assert "run_history" not in indexes()
        raise KeyboardInterrupt
    assert indexes() == before
