"""Secrets in files that the environment names, as Docker and Kubernetes hand them out: SECRET_KEY_FILE."""

import sys
from collections.abc import MutableMapping
from pathlib import Path

NAMES = (
    "SECRET_KEY",
    "FIELD_KEYS",
    "DATABASE_URL",
    "REDIS_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "DJANGO_SUPERUSER_PASSWORD",
    "METRICS_TOKEN",
    "EMAIL_URL",
    "OIDC_CLIENT_SECRET",
)


def unfold(environ: MutableMapping[str, str]) -> None:
    """Put what the files say into the environment. Ends the process with a sentence if one cannot be read."""
    for name in NAMES:
        if (path := environ.get(f"{name}_FILE")) and not environ.get(name):
            try:
                environ[name] = Path(path).read_text().strip()
            except OSError as error:
                sys.exit(f"{name}_FILE names {path}, which cannot be read ({error.strerror}).")
