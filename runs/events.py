"""Tells the pages that watch a run what is new, through a Redis stream per run, and a channel for all.

    text     {"index": 0, "text": "..."}   the next words
    changed  {}                            draw the run again
    over     {}                            draw it a last time

The channel only says which streams have something new, to wake whoever reads them.

A page that misses events loses nothing but time: the row is the truth. So no failure to publish is an error.
"""

import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple
from uuid import UUID

from redis.client import Pipeline
from redis.exceptions import RedisError

from runs import broker
from runs.models import Run

Type = Literal["text", "changed", "over"]
CHANNEL = "runs:news"
DAY = 24 * 3600
HOUR = 3600
log = logging.getLogger(__name__)


def stream(key: UUID | str) -> str:
    return f"run:{key}"


class News(NamedTuple):
    """What is new of a run."""

    key: UUID
    kind: Type
    data: Sequence[dict[str, Any]]
    anew: bool = False


def publish(key: UUID, kind: Type, *data: dict[str, Any], anew: bool = False) -> bool:
    """Add an event for each of `data` (one without data, if there is none). False if it did not work.

    With `anew` those before it are forgotten.
    """
    return publish_all([News(key, kind, data or ({},), anew)])


def publish_all(news: Sequence[News]) -> bool:
    """Add what is new of several runs, all in one go. False if it did not work."""
    try:
        with broker.client().pipeline(transaction=False) as pipe:
            for each in news:
                add(pipe, each)
            pipe.publish(CHANNEL, " ".join(stream(each.key) for each in news))
            pipe.execute()
    except RedisError as error:
        log.debug("No events for %d runs: %s", len(news), error)
        return False
    return True


def add(pipe: Pipeline, news: News) -> None:
    name = stream(news.key)
    if news.anew:
        pipe.delete(name)
    for item in news.data:
        pipe.xadd(name, {"type": news.kind, "data": json.dumps(item)})
    # Over: whoever still reads holds an address that is good for an hour at most.
    pipe.expire(name, HOUR if news.kind == "over" else DAY)


def announce(run: Run) -> None:
    """Have the pages that watch this run draw it again, as it is now."""
    publish(run.key, "over" if run.is_over else "changed")


def restart(key: UUID) -> None:
    """A new attempt begins: forget the words of the one before."""
    publish(key, "changed", anew=True)


@dataclass
class SoFar:
    """The words of the current attempt, by the index of the answer, and the event to go on after."""

    texts: dict[int, str] = field(default_factory=dict)
    after: str = "0-0"


def so_far(key: UUID) -> SoFar:
    """Return what has been written until now; nothing if the broker cannot be asked."""
    found = SoFar()
    try:
        entries: Any = broker.client().xrange(stream(key))
    except RedisError as error:
        log.debug("No words for run %s: %s", key, error)
        return found
    for entry, event in entries:
        if event[b"type"] == b"over":
            break  # news to a page that is drawn from a row read before: it has to hear it
        found.after = entry.decode()
        if event[b"type"] == b"text":
            said = json.loads(event[b"data"])
            found.texts[said["index"]] = found.texts.get(said["index"], "") + said["text"]
    return found
