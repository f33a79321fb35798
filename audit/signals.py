"""What Django itself says of signing in and out, whichever page or package does it."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from audit.events import Event
from audit.trail import Thing, record


@receiver(user_logged_in)
def signed_in(user: Any, **_kwargs: Any) -> None:
    record(Event.SIGNED_IN, by=user)


@receiver(user_logged_out)
def signed_out(user: Any, **_kwargs: Any) -> None:
    if user is not None:  # else nobody was signed in
        record(Event.SIGNED_OUT, by=user)


@receiver(user_login_failed)
def sign_in_failed(credentials: dict[str, Any], **_kwargs: Any) -> None:
    """Django has taken the password out of what was typed."""
    typed = credentials.get("username") or credentials.get("email") or ""
    record(Event.SIGN_IN_FAILED, Thing("user", "", typed))
