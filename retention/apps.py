from django.apps import AppConfig


class Retention(AppConfig):
    name = "retention"

    def ready(self) -> None:
        from retention.applying import apply_rules
        from retention.tasks import have_copies_deleted
        from runs import sweep

        sweep.also(apply_rules, every=10)
        sweep.also(have_copies_deleted, every=5)
