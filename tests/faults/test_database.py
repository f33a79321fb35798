"""The database goes away under running work, and comes back."""

import pytest

from runs.models import Run, State
from tests.faults import chaos, reckoning
from tests.faults.house import House
from tests.faults.points import Kind
from tests.processes import wait_until

pytestmark = pytest.mark.processes


def test_a_database_that_nobody_can_write_to_for_a_while_costs_no_run(house: House) -> None:
    house.office.open()
    for kind in Kind:
        house.ask(kind)
    wait_until(lambda: Run.objects.filter(state=State.RUNNING).exists())
    chaos.hold(house.office.env["DATABASE_URL"], seconds=3)
    house.settle()
    assert not Run.objects.exclude(state=State.SUCCEEDED).exists()
    assert set(reckoning.paid_calls().values()) == {1}
    assert reckoning.lost_files() == set()
