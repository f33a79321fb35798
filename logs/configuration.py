"""How logging is set up, in every process alike."""

from typing import Any

FORMATS = ("line", "json")


def configuration(form: str, level: str) -> dict[str, Any]:
    """Return the setting LOGGING: lines for people (`line`) or for machines (`json`), from this level on."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "logs.hiding.Hiding",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "json": {"()": "logs.lines.JsonLines"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # It tells of every message, with what is in it; the run's own lines tell what matters.
            "celery": {"level": "WARNING"},
            # The web server's own handler writes in a form of its own.
            "_granian": {"handlers": [], "propagate": True},
        },
    }
