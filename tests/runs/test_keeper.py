"""How long a worker that is stopped lets its calls go on."""

from types import SimpleNamespace

import pytest

from config.supervisor import watch
from runs import keeper
from runs.keeper import GRACE, LEAST_GRACE, Keeper


@pytest.mark.parametrize(
    ("calls", "grace"), [(0, GRACE), (100, GRACE - 0.4), (500, GRACE - 2), (10_000, LEAST_GRACE)]
)
def test_the_more_calls_it_has_the_sooner_they_end_so_that_all_can_be_written_down(
    calls: int, grace: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper, "time", SimpleNamespace(monotonic=lambda: 1000.0))
    own = Keeper()
    monkeypatch.setattr(own, "_hands", dict.fromkeys(range(calls)))
    own.shut_down()
    assert own._stop_at == pytest.approx(1000 + grace)
    assert grace < watch.GRACE  # when it is killed
