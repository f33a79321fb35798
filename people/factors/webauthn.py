"""Passkeys: the browser answers a challenge with a key that it holds for this Workroom alone.

Importing this takes a while, so it is done where a passkey is at hand.
"""

import json
import struct
import time
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.db.models import Q
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils import timezone
from django.utils.crypto import salted_hmac
from fido2.server import Fido2Server
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from people.models import Passkey, User

CHALLENGE = "passkey_challenge"
ANSWERED_WITHIN = 600  # seconds
# What the library raises for something that is no answer, or not the right one.
WRONG = (ValueError, TypeError, KeyError, AttributeError, struct.error, UnsupportedAlgorithm)


class PasskeyError(Exception):
    """What the browser sent does not answer the challenge."""


def server(request: HttpRequest) -> Fido2Server:
    """Return what makes and checks challenges. It takes answers given to this very host name only."""
    host, _ = split_domain_port(request.get_host())
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="Workroom"))


def credential(passkey: Passkey) -> AttestedCredentialData:
    return AttestedCredentialData(bytes(passkey.credential))


def ask_to_make(request: HttpRequest, person: User) -> dict[str, Any]:
    """Return the options of `navigator.credentials.create` for a further passkey."""
    handle = salted_hmac("people.factors.webauthn", str(person.pk), algorithm="sha256").digest()
    options, state = server(request).register_begin(
        PublicKeyCredentialUserEntity(id=handle, name=person.get_username(), display_name=str(person)),
        [credential(passkey) for passkey in person.passkeys.all()],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return asked(request, options, state, person)


def ask_to_sign(request: HttpRequest, person: User | None) -> dict[str, Any]:
    """Return the options of `navigator.credentials.get` for a person's passkeys.

    Without a person it is for any passkey of this Workroom, and the device must know its owner (by a finger,
    a face or a PIN), since it is then all that is asked for.
    """
    known = [credential(passkey) for passkey in person.passkeys.all()] if person else None
    need = UserVerificationRequirement.PREFERRED if person else UserVerificationRequirement.REQUIRED
    options, state = server(request).authenticate_begin(known, need)
    return asked(request, options, state, person)


def asked(request: HttpRequest, options: Any, state: dict[str, Any], person: User | None) -> dict[str, Any]:
    request.session[CHALLENGE] = state | {"at": time.time(), "person": person and person.pk}
    public_key: dict[str, Any] = dict(options)["publicKey"]
    return public_key


def challenge(request: HttpRequest, person: User | None) -> dict[str, Any]:
    """Return what this browser was asked for this person. It can be answered once."""
    state: dict[str, Any] = request.session.pop(CHALLENGE, {"at": 0})
    if time.time() - state["at"] > ANSWERED_WITHIN or state["person"] != (person and person.pk):
        raise PasskeyError
    return state


def keep(request: HttpRequest, person: User, name: str, answer: str) -> Passkey:
    """Store the passkey that the browser made. Raises PasskeyError."""
    state = challenge(request, person)
    try:
        made = server(request).register_complete(state, json.loads(answer)).credential_data
    except WRONG as error:
        raise PasskeyError from error
    if made is None or Passkey.objects.filter(credential_id=websafe_encode(made.credential_id)).exists():
        raise PasskeyError
    return Passkey.objects.create(
        person=person, name=name, credential_id=websafe_encode(made.credential_id), credential=bytes(made)
    )


def signed(request: HttpRequest, person: User | None, answer: str) -> Passkey:
    """Return the passkey that signed the challenge: the person's, or anybody's. Raises PasskeyError."""
    state = challenge(request, person)
    try:
        parsed = AuthenticationResponse.from_dict(json.loads(answer))
        known = person.passkeys.all() if person else Passkey.objects.filter(person__is_active=True)
        passkey = known.get(credential_id=websafe_encode(parsed.raw_id))
        server(request).authenticate_complete(state, [credential(passkey)], parsed)
        counter = parsed.response.authenticator_data.counter
    except (*WRONG, Passkey.DoesNotExist) as error:
        raise PasskeyError from error
    # Some count how often they sign, and then a number that does not grow comes from a copy.
    fresh = Q(counter__lt=counter) if counter else Q(counter=0)
    if not Passkey.objects.filter(fresh, pk=passkey.pk).update(counter=counter, used_at=timezone.now()):
        raise PasskeyError
    return passkey
