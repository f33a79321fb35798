"""Tells a worker that there is something to do, without anybody waiting for the broker."""

import logging
import threading

from celery import current_app

REFRESH = "connections.tasks.refresh_models"
log = logging.getLogger(__name__)


def ask_for_refresh(connection_id: int) -> None:
    """Have a connection's list of models refreshed in the background.

    In a thread, because a broker that is down costs seconds before it fails; the list just stays
    old then, and the next form asks again.
    """
    threading.Thread(target=send, args=[connection_id], daemon=True, name="ask-for-refresh").start()


def send(connection_id: int) -> None:
    try:
        current_app.send_task(REFRESH, [connection_id], retry=False)
    except Exception as error:  # kombu's, redis-py's and the socket's own: all mean "not now"
        log.warning("The queue cannot be reached (%s): the list of models stays as it is", error)
