"""What Django itself says of signing in and out, whichever page or package does it."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from audit.events import Event
from audit.trail import LONGEST, Thing, clean, record


@receiver(user_logged_in)
def signed_in(user: Any, **_kwargs: Any) -> None:
    record(Event.SIGNED_IN, by=user)


@receiver(user_logged_out)
def signed_out(user: Any, **_kwargs: Any) -> None:
    if user is not None:  # else nobody was signed in
        record(Event.SIGNED_OUT, by=user)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], **_kwargs: Any) -> None:
    record(Event.SIGN_IN_FAILED, named(credentials.get("username", "")))


def named(typed: str) -> Any:
    """Return whose name was typed. One that nobody has is not kept: it may be a misplaced password."""
    found = get_user_model()._default_manager.filter(username=clean(typed, LONGEST))
    return found.first() or Thing("user", "", "somebody unknown")
