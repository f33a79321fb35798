"""The wiring as a Django app: it has commands and template tags, and brings Celery in."""

from importlib import import_module

from django.apps import AppConfig


class Wiring(AppConfig):
    name = "config"

    def ready(self) -> None:
        # The application that `shared_task` and `send_task` find in every Django process. Here and
        # not in `config/__init__.py`, so that the supervisor starts without waiting for it.
        import_module("config.celery")
