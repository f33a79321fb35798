"""Codes of an authenticator app (TOTP, RFC 6238): six digits, another every half minute.

The secret follows from a nonce in the database and SECRET_KEY, so a copy of the database gives no codes.
"""

import secrets
import time
from base64 import b32encode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from qrcode.main import QRCode

from people.models import AuthenticatorApp, User

STEP = 30
NEIGHBOURS = (0, -1, 1)  # a clock may be a little late or early


def new_nonce() -> str:
    return secrets.token_urlsafe(32)


def secret_of(nonce: str) -> bytes:
    return salted_hmac("people.factors.app", nonce, algorithm="sha256").digest()[:20]


def generator(nonce: str) -> TOTP:
    return TOTP(secret_of(nonce), 6, SHA1(), STEP)  # noqa: S303 - what every authenticator app reckons with


def typed_secret(nonce: str) -> str:
    """Return the secret as one types it, in groups of four."""
    letters = b32encode(secret_of(nonce)).decode()
    return " ".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def address(nonce: str, person: User) -> str:
    """Return what the picture for the app says."""
    return generator(nonce).get_provisioning_uri(person.get_username(), "Workroom")


def picture(text: str) -> tuple[int, str]:
    """Return a QR code of a text: its width in squares, and the path of an SVG that fills the dark ones."""
    code = QRCode(border=4)
    code.add_data(text)
    rows = code.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
    return len(rows), "".join(dark)


def step_of(nonce: str, code: str) -> int | None:
    """Return which half minute, of now and its neighbours, has this code."""
    digits = "".join(code.split())
    now = int(time.time()) // STEP
    shown = {now + each: generator(nonce).generate((now + each) * STEP).decode() for each in NEIGHBOURS}
    return next((step for step, right in shown.items() if constant_time_compare(digits, right)), None)


def accepts(person: User, code: str) -> bool:
    """Whether this is a present code of the person's app. That uses it up, and all before it."""
    app = AuthenticatorApp.objects.filter(person=person).first()
    if app is None or (step := step_of(app.nonce, code)) is None:
        return False
    unused = AuthenticatorApp.objects.filter(pk=app.pk, used_step__lt=step)
    return bool(unused.update(used_step=step, used_at=timezone.now()))


def keep(person: User, nonce: str, step: int) -> None:
    """Take an app on that has shown the code of this half minute. An earlier one goes."""
    new = {"nonce": nonce, "used_step": step, "added_at": timezone.now(), "used_at": None}
    AuthenticatorApp.objects.update_or_create(person=person, defaults=new)
