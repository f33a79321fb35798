"""What the provider says of a person: believed if it is signed, fresh, for us, and answers our question."""

import secrets
import time
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import jwt
from django.conf import settings
from django.utils.crypto import constant_time_compare

from people.oidc.provider import ProviderError, exchanged, keys, provider, userinfo

# Signed with a key of its own: never "none", and never by a secret that we share.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
LEEWAY = 60  # seconds that its clock may be off
LONGEST_SUBJECT = 255
FRESH = 300  # seconds within which somebody must have signed in there, to prove who they are here


def question(callback: str, *, again: bool) -> tuple[str, dict[str, str]]:
    """Return the address to go to, and what is to be remembered until the answer comes.

    `again`: the person must sign in there anew, however lately they did.
    """
    kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    digest = urlsafe_b64encode(sha256(kept["verifier"].encode()).digest()).rstrip(b"=")
    query = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": callback,
        "scope": "openid profile email",
        "state": kept["state"],
        "nonce": kept["nonce"],
        "code_challenge": digest.decode(),
        "code_challenge_method": "S256",
    }
    if again:
        query |= {"prompt": "login", "max_age": "0"}
    address = provider().authorization
    return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}", kept


def answer(told: dict[str, str], kept: dict[str, str], callback: str, *, again: bool) -> dict[str, Any]:
    """Return the claims about whoever came back; `told` is the callback's query. Raises ProviderError."""
    if not constant_time_compare(told.get("state", ""), kept["state"]):
        raise ProviderError("The answer's state is not this browser's.")
    if told.get("iss", provider().issuer) != provider().issuer:
        raise ProviderError(f"The answer comes from another issuer: {told['iss']}")
    if "code" not in told:
        raise ProviderError(f"The provider refused: {told.get('error')} {told.get('error_description', '')}")
    tokens = exchanged(told["code"], kept["verifier"], callback)
    claims = believed(tokens.get("id_token"), kept["nonce"])
    signed_in_at = claims.get("auth_time")
    if again and not (isinstance(signed_in_at, int) and time.time() - signed_in_at < FRESH):
        raise ProviderError("The person did not sign in anew.")
    return complete(claims, tokens.get("access_token", ""))


def believed(token: Any, nonce: str) -> dict[str, Any]:
    """Return the claims of an ID token. Raises ProviderError."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            signing_key(token),
            algorithms=ALGORITHMS,
            audience=settings.OIDC_CLIENT_ID,
            issuer=provider().issuer,
            leeway=LEEWAY,
            options={"require": ["iss", "sub", "aud", "exp", "iat"]},
        )
    except (jwt.PyJWTError, ValueError) as error:
        raise ProviderError(f"The ID token is not valid: {error}") from error
    if not constant_time_compare(str(claims.get("nonce", "")), nonce):
        raise ProviderError("The ID token's nonce is not this browser's.")
    if len(claims["sub"]) > LONGEST_SUBJECT:
        raise ProviderError("The ID token's subject is longer than any may be.")
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID:
        raise ProviderError("The ID token is for another client.")
    return claims


def signing_key(token: Any) -> jwt.PyJWK:
    """Return the provider's key that the token names; the only one, if it names none."""
    known = jwt.PyJWKSet.from_dict(keys()).keys
    named = jwt.get_unverified_header(token).get("kid")
    fitting = [key for key in known if key.key_id == named or (named is None and len(known) == 1)]
    if not fitting:
        raise jwt.InvalidKeyError(f"none of the provider's keys is {named}")
    return fitting[0]


def complete(claims: dict[str, Any], access_token: str) -> dict[str, Any]:
    """Add what only the provider's page about a person says, if something that matters is missing."""
    if {"email", settings.OIDC_GROUPS_CLAIM} - {""} <= set(claims):
        return claims
    more = userinfo(access_token) if access_token else {}
    if more and more.get("sub") != claims["sub"]:
        raise ProviderError("The provider's page is about somebody else.")
    return {**more, **claims}
