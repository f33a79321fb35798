"""The Celery application. Tasks live in `runs.tasks`."""

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init, setup_logging

from logs.about import always

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Celery would have Django check itself, which loads every page and all of Practice: a worker needs none.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("workroom")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_logging(**_kwargs: Any) -> None:
    """Leave logging as Django's settings have it: Celery sets it up only where nobody listens to this."""


@celeryd_init.connect
def name_worker(sender: str, **_kwargs: Any) -> None:
    always(worker=sender)
    logging.captureWarnings(True)  # Celery warns before it does anything else
