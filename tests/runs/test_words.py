"""Words on their way to the pages: soon, together, in order, and not lost while the broker is away."""

import threading
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from runs import events, words
from runs.events import News
from runs.words import Pacer, Words
from tests.processes import wait_until


class Stream:
    """Stands in for the broker: keeps what is published."""

    def __init__(self) -> None:
        self.times: list[list[News]] = []
        self.reachable = True
        self.open = threading.Event()
        self.open.set()
        self.busy = threading.Event()

    def publish_all(self, news: Any) -> bool:
        self.busy.set()
        assert self.open.wait(60)
        if self.reachable:
            self.times.append(list(news))
        return self.reachable

    def said(self, of: Words, index: int = 0) -> str:
        items = [item for time in self.times for each in time if each.key == of.key for item in each.data]
        return "".join(item["text"] for item in items if item["index"] == index)


@pytest.fixture
def stream(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stream]:
    stream = Stream()
    monkeypatch.setattr(events, "publish_all", stream.publish_all)
    monkeypatch.setattr(words, "pacer", Pacer())
    yield stream
    stream.open.set()


def test_the_first_word_goes_out_and_those_of_a_moment_together(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "MOMENT", 0.2)
    one = Words(uuid4())
    one.say("Once")
    wait_until(lambda: stream.said(one) == "Once")
    for word in (" upon", " a", " time"):
        one.say(word)
    one.say("Es", 1)
    wait_until(lambda: stream.said(one) == "Once upon a time")
    assert len(stream.times) == 2
    assert stream.said(one, 1) == "Es"


def test_words_of_many_runs_go_out_in_one_go(stream: Stream) -> None:
    first, others = Words(uuid4()), [Words(uuid4()) for _ in range(20)]
    stream.open.clear()
    first.say("One")
    assert stream.busy.wait(60)
    for each in others:
        each.say("Two")
    stream.open.set()
    wait_until(lambda: all(stream.said(each) == "Two" for each in others))
    assert [len(time) for time in stream.times] == [1, 20]


def test_words_that_the_broker_did_not_take_go_out_before_those_that_follow(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "PATIENCE", 0.05)
    one = Words(uuid4())
    stream.reachable = False
    one.say("Once")
    assert stream.busy.wait(60)
    one.say(" upon")
    stream.reachable = True
    wait_until(lambda: stream.said(one) == "Once upon")


def test_the_last_words_go_out_after_those_that_are_on_their_way(stream: Stream) -> None:
    one = Words(uuid4())
    stream.open.clear()
    one.say("Once")
    assert stream.busy.wait(60)
    one.say(" upon")
    flushing = threading.Thread(target=one.flush)
    flushing.start()
    stream.open.set()
    flushing.join(60)
    assert stream.said(one) == "Once upon"


def test_the_last_words_are_given_up_if_the_broker_does_not_take_them(
    stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "PATIENCE", 0.01)
    one, other = Words(uuid4()), Words(uuid4())
    stream.reachable = False
    one.say("Once")
    one.flush()
    stream.reachable = True
    other.say("Hello")
    wait_until(lambda: stream.said(other) == "Hello")
    assert stream.said(one) == ""


def test_to_flush_what_is_empty_says_nothing(stream: Stream) -> None:
    Words(uuid4()).flush()
    assert stream.times == []
