"""What is asked of the provider, and how."""

import time
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus, urlsplit

import requests
from django.conf import settings

TIMEOUT = (5, 10)  # seconds to connect, and of silence
DISCOVERY = "/.well-known/openid-configuration"
METHODS = "token_endpoint_auth_methods_supported"
KEPT = 3600  # seconds


class ProviderError(Exception):
    """The provider does not answer, or not as it must. The text is for the log."""


@dataclass(frozen=True)
class Provider:
    """Where its parts are, as it says itself."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str = ""
    by_header: bool = True  # how it wants the client's secret


def provider() -> Provider:
    """Return the provider of the settings. Raises ProviderError."""
    return discovered(settings.OIDC_ISSUER, int(time.time() // KEPT))


@lru_cache(maxsize=2)
def discovered(issuer: str, _hour: int) -> Provider:
    if not is_private(issuer):
        raise ProviderError(f"OIDC_ISSUER must begin with https://, and {issuer} does not.")
    told = asked("GET", issuer.rstrip("/") + DISCOVERY)
    if str(told.get("issuer", "")).rstrip("/") != issuer.rstrip("/"):
        raise ProviderError(f"The provider at {issuer} calls itself {told.get('issuer')}.")
    for part in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not is_private(str(told.get(part))):
            raise ProviderError(f"The provider at {issuer} has no {part} at an https:// address.")
    page = str(told.get("userinfo_endpoint"))
    return Provider(
        issuer=told["issuer"],
        authorization=told["authorization_endpoint"],
        token=told["token_endpoint"],
        keys=told["jwks_uri"],
        userinfo=page if is_private(page) else "",
        by_header="client_secret_basic" in str(told.get(METHODS) or "client_secret_basic"),
    )


def is_private(address: str) -> bool:
    """Whether nobody on the way can read what is sent there."""
    try:
        parts = urlsplit(address)
    except ValueError:  # a bracket too few, say
        return False
    return parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1")


def exchanged(code: str, verifier: str, callback: str) -> dict[str, Any]:
    """Return the tokens for a code. Raises ProviderError."""
    sent = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": callback,
    }
    own = provider()
    if own.by_header and settings.OIDC_CLIENT_SECRET:
        pair = (quote_plus(settings.OIDC_CLIENT_ID), quote_plus(settings.OIDC_CLIENT_SECRET))
        return asked("POST", own.token, data=sent, auth=pair)
    sent |= {"client_id": settings.OIDC_CLIENT_ID, "client_secret": settings.OIDC_CLIENT_SECRET}
    return asked("POST", own.token, data={name: value for name, value in sent.items() if value})


def keys() -> dict[str, Any]:
    """Return the keys with which it signs. Raises ProviderError."""
    return asked("GET", provider().keys)


def userinfo(access_token: str) -> dict[str, Any]:
    """Return what else it says of a person; nothing if it has no such page. Raises ProviderError."""
    if not provider().userinfo:
        return {}
    return asked("GET", provider().userinfo, headers={"Authorization": f"Bearer {access_token}"})


def asked(method: str, address: str, **how: Any) -> dict[str, Any]:
    """Return the JSON object of an answer. Nothing is followed elsewhere: a secret goes with it."""
    try:
        answer = requests.request(method, address, timeout=TIMEOUT, allow_redirects=False, **how)
        told = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as error:
        raise ProviderError(f"{method} {address}: {type(error).__name__}") from error
    if not isinstance(told, dict):
        raise ProviderError(f"{method} {address}: no JSON object, but status {answer.status_code}")
    return told
