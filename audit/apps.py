from importlib import import_module

from django.apps import AppConfig


class Audit(AppConfig):
    name = "audit"

    def ready(self) -> None:
        import_module("audit.signals")
