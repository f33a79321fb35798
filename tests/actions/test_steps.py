"""Several requests in a row are one run: it counts them together and pays for none twice."""

import pytest

from actions.outputs import Usage
from actions.steps import Tally, paid_before
from connections.errors import BadRequest, Busy


def test_what_the_steps_use_adds_up() -> None:
    tally = Tally()
    tally.add(Usage({"total_tokens": 3, "details": {"cached": 1}, "type": "tokens"}))

    assert tally.add(Usage({"total_tokens": 4, "details": {"cached": 2}, "seconds": 1.5})) == Usage(
        {"total_tokens": 7, "details": {"cached": 3}, "type": "tokens", "seconds": 1.5}
    )


def test_a_failure_after_a_paid_step_does_not_begin_anew() -> None:
    with pytest.raises(Busy) as raised, paid_before():
        raise Busy(retry_after=1)

    assert (raised.value.retryable, raised.value.sent) == (False, True)


def test_a_failure_names_the_field_of_its_own_step() -> None:
    with pytest.raises(BadRequest) as raised, paid_before(model="chat_model"):
        raise BadRequest(param="model")

    assert raised.value.param == "chat_model"
