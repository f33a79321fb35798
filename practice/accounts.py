"""Who is asking: every key that begins with `sk-practice` is an account of its own.

The end of a key may stand for an account in trouble (`CONDITIONS`), so that a person can see what
trouble looks like without a real account.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest

from practice.refusals import Refusal, no_credit

PREFIX = "sk-practice"
NO_CREDIT, FORBIDDEN, NO_MODELS = CONDITIONS = ("no-credit", "forbidden", "no-models")


@dataclass(frozen=True)
class Account:
    """One key's own corner: its name says nothing about the key."""

    name: str
    condition: str = ""

    @property
    def folder(self) -> Path:
        return Path(settings.PRACTICE_DIR) / "accounts" / self.name


def identify(request: HttpRequest) -> Account:
    """Return the account of the request's key; refuse with 401 as OpenAI does when there is none."""
    key = given_key(request)
    if not key:
        message = (
            "You didn't provide an API key. Send it as 'Authorization: Bearer YOUR_KEY'. "
            f"Practice takes any key that begins with {PREFIX}."
        )
        raise Refusal(message, status=401)
    if not key.startswith(PREFIX):
        message = (
            f"Incorrect API key provided: {masked(key)}. Practice takes any key that begins with {PREFIX}."
        )
        raise Refusal(message, status=401, code="invalid_api_key")
    name = hashlib.sha256(key.encode()).hexdigest()[:16]
    return Account(name, next((each for each in CONDITIONS if key.endswith(f"-{each}")), ""))


def check_standing(account: Account) -> None:
    """Refuse what an account in trouble may not do."""
    if account.condition == NO_CREDIT:
        raise no_credit()
    if account.condition == FORBIDDEN:
        message = "You have insufficient permissions for this operation. (This is practice.)"
        raise Refusal(message, status=403, code="insufficient_permissions")


def given_key(request: HttpRequest) -> str:
    """Return the key of `Authorization: Bearer` or, as Azure sends it, of `api-key`."""
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return key.strip()
    return request.headers.get("api-key", "").strip()


def masked(key: str) -> str:
    return f"{key[:3]}***{key[-4:]}" if len(key) > 12 else "***"
