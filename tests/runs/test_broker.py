"""What wakes a worker is a message as Celery itself would send it."""

import json
from typing import Any

from celery import current_app

from runs import broker
from tests.processes import Office


def messages() -> list[dict[str, Any]]:
    """Return the messages that wait, those that came first in front."""
    found: Any = broker.client().lrange(broker.QUEUE, 0, -1)
    return [json.loads(message) for message in reversed(found)]


def ids(message: dict[str, Any]) -> tuple[str, ...]:
    """Return the ids in a message, and take them out of it."""
    headers, properties = message["headers"], message["properties"]
    task = {headers.pop("id"), headers.pop("root_id"), properties.pop("correlation_id")}
    assert len(task) == 1
    return (*task, properties.pop("delivery_tag"))


def test_a_message_is_the_one_that_celery_sends_with_ids_of_its_own(office: Office) -> None:
    assert broker.wake()
    assert broker.wake()
    assert broker.send(broker.WRITE)
    current_app.send_task(broker.PERFORM)
    current_app.send_task(broker.WRITE)
    waiting = messages()
    found = {one for message in waiting for one in ids(message)}
    assert len(found) == 2 * len(waiting)
    first, second, letters, celerys, celerys_letters = waiting
    assert first == second == celerys
    assert letters == celerys_letters


def test_no_more_wait_than_could_wake_anybody(office: Office) -> None:
    for _ in range(broker.MOST_MESSAGES + 2):
        assert broker.wake()
    assert broker.messages() == broker.MOST_MESSAGES


def test_a_broker_that_is_down_is_no_error(office: Office) -> None:
    office.broker.stop()
    assert not broker.wake()
    assert not broker.send(broker.WRITE)


def test_a_worker_is_alive_while_any_is_whichever_was_there_before(office: Office) -> None:
    assert not broker.worker_alive()
    broker.client().set("worker:alive:one", 1)
    assert broker.worker_alive()
    broker.client().set("worker:alive:two", 1)
    broker.client().delete("worker:alive:one")
    assert broker.worker_alive()
    assert broker.workers() == 1
    broker.client().delete("worker:alive:two")
    assert not broker.worker_alive()


def test_who_knows_a_worker_does_not_look_through_all_keys(office: Office) -> None:
    broker.client().set("worker:alive:one", 1)
    assert broker.worker_alive()
    before = broker.client().info("commandstats")["cmdstat_scan"]["calls"]
    assert broker.worker_alive()
    assert broker.client().info("commandstats")["cmdstat_scan"]["calls"] == before
