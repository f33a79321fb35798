"""A refresh is asked for through the broker, and nobody waits for one that is down."""

import logging
import threading
from typing import Any

import pytest
from celery import current_app

from connections import waking


def test_a_worker_is_told_in_the_background(monkeypatch: pytest.MonkeyPatch) -> None:
    told = threading.Event()
    seen: list[Any] = []

    def send_task(name: str, args: list[int], **_: Any) -> None:
        seen.append((name, args))
        told.set()

    monkeypatch.setattr(current_app, "send_task", send_task)
    waking.ask_for_refresh(7)
    assert told.wait(60)
    assert seen == [("connections.tasks.refresh_models", [7])]


def test_nobody_waits_for_a_broker_that_is_down(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waiting, down = threading.Event(), threading.Event()

    def send_task(*_: Any, **__: Any) -> None:
        waiting.set()
        down.wait(60)
        raise ConnectionError("no broker")

    monkeypatch.setattr(current_app, "send_task", send_task)
    before = set(threading.enumerate())
    waking.ask_for_refresh(7)
    assert waiting.wait(60)
    (thread,) = set(threading.enumerate()) - before  # it is at it still, while we go on
    with caplog.at_level(logging.WARNING):
        down.set()
        thread.join()
    assert "The queue cannot be reached (no broker)" in caplog.text
