"""A worker killed at every point there is, and what becomes of the run. `make faults` is the long form."""

import pytest

from runs.models import Run, State
from tests.faults.house import House
from tests.faults.load import endure, holds
from tests.faults.points import Kind, Point
from tests.faults.reckoning import Row, lost_files, paid_calls, table

pytestmark = pytest.mark.processes


def kinds() -> list[tuple[Point, Kind]]:
    """Return each point once, with another kind of action each time, and the free one at some."""
    found = []
    for number, point in enumerate(Point):
        passing = [kind for kind in Kind if point in kind.points]
        found.append((point, passing[number % len(passing)]))
    return found


def follows(house: House, point: Point, kind: Kind, run: Run) -> None:
    """Assert that all is as it must be after a worker has died there."""
    run.refresh_from_db()
    free, calls = kind is Kind.MODERATION, paid_calls()[str(run.key)]
    where = f"{point.value}, {kind.value}: {run.state} {run.error}"
    if point.follows.succeeds or free:
        assert run.state == State.SUCCEEDED, where
        assert calls == (not free), where
        assert "may have charged" not in house.page(run)
    else:
        assert run.state == State.FAILED, where
        assert run.error, where
        assert run.error["kind"] == "interrupted", where
        assert "may have charged" in house.page(run)
        assert calls <= 1, where
    again = point is not Point.BEFORE_CLAIM and (
        point.follows.repeated or (free and not point.follows.succeeds)
    )
    assert run.attempts.count() == 1 + again, where
    if point is Point.STREAMING:
        assert [output.note for output in run.outputs.all()] == ["Incomplete"]


def test_a_worker_may_die_at_any_point(house: House) -> None:
    runs = [(point, kind, house.ask(kind)) for point, kind in kinds()]
    for point, _, run in runs:
        house.order(point, run)
    house.with_dying_worker()
    house.office.open()
    house.settle()
    assert house.unmet() == []
    rows = [Row.of(point.value, [run]) for point, _, run in runs]
    assert all(row.is_good for row in rows), table(rows)
    assert lost_files() == set()
    for point, kind, run in runs:
        follows(house, point, kind, run)


def test_everything_may_die_at_random_moments(house: House) -> None:
    endure(house, runs=20, kills=6)
    holds(Row.of("at random", Run.objects.all()))
