"""Wiring: settings, URLs, the web and worker entry points, the supervisor."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
