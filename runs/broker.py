"""The Redis-compatible server: waking workers, and who is alive. Nothing here waits long."""

import json
import logging
from functools import cache
from threading import Lock
from typing import Any
from uuid import uuid4

from celery import current_app
from django.conf import settings
from kombu import Connection
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as Unreachable
from redis.exceptions import RedisError
from redis.retry import Retry

PERFORM = "runs.tasks.perform"
WRITE = "runs.tasks.write"
QUEUE = "celery"
SILENCE = 1.0  # seconds after which a broker counts as down
MOST_MESSAGES = 100  # more than idle threads, on all but the largest of sites
# Adds a message unless there are as many already: in one trip, as every form that is sent makes it.
ADD = "return redis.call('llen', KEYS[1]) >= tonumber(ARGV[2]) or redis.call('lpush', KEYS[1], ARGV[1])"
writing = Lock()
known: list[bytes] = []  # the keys of the workers that were there at the last look
log = logging.getLogger(__name__)


@cache
def client() -> Redis:
    """A client that fails fast: no caller may be kept waiting by a broker that is down."""
    again = Retry(NoBackoff(), 1, supported_errors=(Unreachable,))  # not after a silence
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=SILENCE, socket_connect_timeout=SILENCE, retry=again
    )


def wake() -> bool:
    """Have a worker look for runs to do. False, without an error, if the broker cannot be reached.

    Which run that is, the database says: a message carries nothing. One more among many would wake nobody.
    """
    try:
        return bool(client().eval(ADD, 1, QUEUE, message(PERFORM), MOST_MESSAGES))
    except RedisError as error:
        log.warning("The queue cannot be reached (%s): what is to be done waits for the sweeper", error)
        return False


def send(task: str) -> bool:
    """Have a worker do a task. False, without an error, if the broker cannot be reached."""
    try:
        return bool(client().lpush(QUEUE, message(task)))
    except RedisError as error:
        log.warning("The queue cannot be reached (%s): what is to be done waits for the sweeper", error)
        return False


def message(task: str) -> str:
    """Return a message as Celery writes it, in a tenth of the time: only its two ids are made anew."""
    with writing:
        text, ids = written(task)
    for each in ids:
        text = text.replace(each, str(uuid4()))
    return text


@cache
def written(task: str) -> tuple[str, tuple[str, str]]:
    """Return a message that Celery wrote, for nobody, and the ids in it: the task's and the delivery's."""
    with Connection("memory://") as nowhere:
        current_app.send_task(task, connection=nowhere, retry=False)
        channel: Any = nowhere.default_channel
        found = channel._get(QUEUE)
    return json.dumps(found), (found["headers"]["id"], found["properties"]["delivery_tag"])


def first_for(name: str, seconds: int) -> bool:
    """Whether nobody else has asked for this in the last seconds. Raises RedisError."""
    return bool(client().set(name, 1, nx=True, ex=seconds))


def messages() -> int:
    """Return how many messages no worker has taken yet. Raises RedisError."""
    return client().llen(QUEUE)


def may_go_on() -> bool:
    """Whether whoever is through with a run may look for the next: nothing else waits for a worker.

    A message that would only have somebody look for runs is taken off the queue, which spares Celery the
    way of waking another thread. True if the broker cannot be asked.
    """
    try:
        waits: Any = client().lindex(QUEUE, -1)  # workers take from this end
        if waits and f'"task": "{PERFORM}"'.encode() in waits:
            client().lrem(QUEUE, -1, waits)
            return True
        return not waits
    except RedisError:
        return True


def reachable() -> bool:
    try:
        return bool(client().ping())
    except RedisError:
        return False


def worker_alive() -> bool:
    """Whether any worker has been heard of in the last seconds. False if the broker cannot be asked.

    Every page of a waiting run asks. It names those that were there before: who looks for others goes
    through all keys, and the broker has one for each run of the last hour.
    """
    try:
        keys = tuple(known)  # another thread may be looking
        return bool(keys and client().exists(*keys)) or workers() > 0
    except RedisError:
        return False


def workers() -> int:
    """Return how many workers have been heard of in the last seconds; 0 if the broker cannot be asked."""
    try:
        known[:] = client().scan_iter("worker:alive:*", count=1000)
    except RedisError:
        return 0
    return len(known)


def sweeper_alive() -> bool:
    try:
        return bool(client().exists("sweeper:alive"))
    except RedisError:
        return False
