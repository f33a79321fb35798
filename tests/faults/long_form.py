"""`make faults`: every death of every kind, hundreds of runs under fire, ten minutes without a broker.

All of it on SQLite with the embedded broker, and on PostgreSQL with a Redis that listens on a port.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import F
from pytest_django import DjangoDbBlocker, Settings

from runs import broker
from runs.models import Attempt, Run, State
from tests.config.copies import free_port
from tests.faults import reckoning
from tests.faults.house import House
from tests.faults.load import endure, holds
from tests.faults.machines import Machines
from tests.faults.points import Kind
from tests.faults.report import Report
from tests.faults.test_deaths import follows
from tests.postgresql import Server, database, embedded
from tests.processes import Office, another_database, opened

pytestmark = pytest.mark.processes
BACKENDS = ["SQLite, embedded broker", "PostgreSQL, Redis on a port"]
MANY, DEEDS = 240, 28
MEANWHILE = 500
IN_FLIGHT, MACHINES = 500, 3


@pytest.fixture(scope="session")
def report() -> Iterator[Report]:
    report = Report()
    yield report
    report.write()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session")
def own_postgres() -> Iterator[Server]:
    with embedded() as server:
        yield server


@pytest.fixture
def server(backend: str, request: pytest.FixtureRequest) -> Server | None:
    """A PostgreSQL that may be restarted."""
    if backend == BACKENDS[0]:
        return None
    server: Server = request.getfixturevalue("own_postgres")
    return server


@pytest.fixture
def office(
    server: Server | None,
    request: pytest.FixtureRequest,
    django_db_blocker: DjangoDbBlocker,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    if server is None:
        path = request.getfixturevalue("tmp_path") / "office.sqlite3"
        yield from office_on(f"sqlite:///{path}", 0, django_db_blocker, settings, monkeypatch)
    else:
        with database(server.address) as address:
            yield from office_on(address, free_port(), django_db_blocker, settings, monkeypatch)


def office_on(
    address: str,
    port: int,
    blocker: DjangoDbBlocker,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Office]:
    with blocker.unblock():
        with another_database(address):
            call_command("migrate", verbosity=0)
        with opened(address, settings, monkeypatch, port=port) as office:
            yield office


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.value)
def test_every_point(house: House, kind: Kind, backend: str, report: Report) -> None:
    runs = [(point, house.ask(kind)) for point in kind.points]
    for point, run in runs:
        house.order(point, run)
    house.with_dying_worker()
    house.office.open()
    house.settle()
    assert house.unmet() == []
    rows = [
        report.add(backend, reckoning.Row.of(f"{point.value}: {kind.value}", [run])) for point, run in runs
    ]
    assert all(row.is_good for row in rows)
    assert reckoning.lost_files() == set()
    for point, run in runs:
        follows(house, point, kind, run)


def test_random_points_under_load(house: House, backend: str, server: Server | None, report: Report) -> None:
    report.remark(backend, f"At random: {endure(house, runs=MANY, kills=DEEDS, server=server)}.")
    holds(report.add(backend, reckoning.Row.of("at random moments, under load", Run.objects.all())))


def test_ten_minutes_without_a_broker(house: House, backend: str, report: Report, settings: Settings) -> None:
    """500 forms are sent meanwhile. The ten minutes are had by setting the runs' own times back."""
    house.open()
    house.office.broker.stop()
    asked = [house.visitor.ask(Kind.CHAT, f"Number {number}") for number in range(MEANWHILE)]
    assert not broker.reachable()
    assert Run.objects.filter(state=State.QUEUED).count() == MEANWHILE
    Run.objects.update(created_at=F("created_at") - timedelta(minutes=10))
    house.office.broker.start()
    house.settle(seconds=600)
    row = reckoning.Row.of(f"the broker away for ten minutes, {MEANWHILE} sent meanwhile", Run.objects.all())
    assert report.add(backend, row).states == f"{MEANWHILE} succeeded"
    holds(row)
    assert set(reckoning.paid_calls().values()) == {1}
    begun = Attempt.objects.order_by("pk").values_list("run__key", flat=True)
    assert [str(key) for key in begun] == asked


@pytest.mark.parametrize("backend", BACKENDS[1:], indirect=True)
def test_a_machine_is_lost(house: House, backend: str, report: Report, settings: Settings) -> None:
    """All of one worker is killed for good while 500 calls are under way, every fifth of them free."""
    machines = Machines(house, MACHINES, settings, at_once=IN_FLIGHT)
    try:
        asked = machines.ask(IN_FLIGHT)
        lost = machines.lose_one()
        house.settle(seconds=500)
    finally:
        machines.close()
    row = reckoning.Row.of(f"one of {MACHINES} machines lost, {IN_FLIGHT} in flight", asked)
    holds(report.add(backend, row))
    failed = Run.objects.filter(state=State.FAILED)
    assert {run.pk for run in failed} == lost.costly
    assert len(lost.costly) > IN_FLIGHT / MACHINES / 2
    assert lost.free
    assert set(Run.objects.filter(pk__in=lost.free).values_list("state", flat=True)) == {State.SUCCEEDED}
    assert max(reckoning.paid_calls().values()) == 1
