from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.core.checks import Tags, register

from people.checks import every_address_is_declared


class People(AppConfig):
    name = "people"

    def ready(self) -> None:
        from people import proof, sessions  # need the models

        register(every_address_is_declared, Tags.urls)
        user_logged_in.connect(sessions.began)
        user_logged_in.connect(proof.given)
