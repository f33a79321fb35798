"""Whether the secrets are good enough for production. It needs no Django: the supervisor asks it first."""

import base64
from collections.abc import Mapping
from pathlib import Path

LONG_ENOUGH = 50
DIFFERENT_ENOUGH = 12  # characters; a random text as long as a key has over twenty
PLACEHOLDERS = ("insecure", "changeme", "change-me", "change_me", "example", "replace", "secret", "password")
TRUE = {"true", "1", "yes", "y", "on", "ok"}
# How to make one, and where a first start without any keeps the one it makes.
MAKE = {
    "SECRET_KEY": "import secrets; print(secrets.token_urlsafe(64))",
    "FIELD_KEYS": "import base64, os; print(base64.urlsafe_b64encode(os.urandom(32)).decode())",
}
FILES = {"SECRET_KEY": "django.key", "FIELD_KEYS": "field.key"}


def refusal(environ: Mapping[str, str], data: Path) -> str | None:
    """Return the sentence with which Workroom refuses to start in production; None if it may start."""
    if not (sign := production(environ)):
        return None
    for name, make in MAKE.items():
        if wrong := fault(name, environ.get(name, "")):
            own = data / "secrets" / FILES[name]
            kept = f" (the one in use so far is in {own})" if own.exists() else ""
            how = f'make one with python3 -c "{make}"{kept}'
            return f"{name} {wrong}, but with {sign} it has to be a good one from the environment: {how}"
    return None


def production(environ: Mapping[str, str]) -> str | None:
    """Return what says that Workroom is for others than whoever starts it, or runs on several machines."""
    if environ.get("HTTPS", "").strip().lower() in TRUE:
        return "HTTPS=true"
    # A file and a socket are this machine's own, as the first start sets them up.
    for name, own in (("DATABASE_URL", "sqlite:"), ("REDIS_URL", "unix:")):
        given = environ.get(name, "")
        if given and not given.startswith(own):
            return name
    return None


def fault(name: str, value: str) -> str | None:
    """Return what is wrong with a secret, as the end of a sentence."""
    if not value:
        return "is not set"
    if name == "FIELD_KEYS":
        return next((wrong for key in value.split(",") if (wrong := fernet_fault(key.strip()))), None)
    if any(word in value.lower() for word in PLACEHOLDERS) or len(set(value)) < DIFFERENT_ENOUGH:
        return "is a placeholder that anybody can guess"
    return None if len(value) >= LONG_ENOUGH else f"is shorter than {LONG_ENOUGH} characters"


def fernet_fault(key: str) -> str | None:
    try:
        length = len(base64.urlsafe_b64decode(key))
    except ValueError:
        length = 0
    if length != 32:
        return "holds something that is no Fernet key (32 bytes in URL-safe base64)"
    return "holds a key that anybody can guess" if len(set(key)) < DIFFERENT_ENOUGH else None
