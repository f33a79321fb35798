from django.apps import AppConfig


class Retention(AppConfig):
    name = "retention"

    def ready(self) -> None:
        from retention.applying import apply_rules
        from runs import sweep

        sweep.also(apply_rules, every=10)
