from django.apps import AppConfig
from django.core.checks import Tags, register

from people.checks import every_address_is_declared


class People(AppConfig):
    name = "people"

    def ready(self) -> None:
        register(every_address_is_declared, Tags.urls)
