"""A device that holds passkeys, as far as a server can see it."""

import json
import secrets
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

from people.models import Passkey, User

FLAG = AuthenticatorData.FLAG


class Device:
    """Answers for one site. What is wrong with an answer is asked for by name."""

    def __init__(self, site: str = "localhost", origin: str = "http://localhost") -> None:
        self.site, self.origin = site, origin
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.credential_id = secrets.token_bytes(32)
        self.counter = 0

    @property
    def credential(self) -> AttestedCredentialData:
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        return AttestedCredentialData.create(Aaguid.NONE, self.credential_id, public)

    def make(self, task: dict[str, Any], **wrong: Any) -> str:
        """Answer what `navigator.credentials.create` was asked."""
        said = self.client_data("webauthn.create", task, **wrong)
        data = self.data(FLAG.UP | FLAG.UV | FLAG.AT, self.credential, **wrong)
        attested = AttestationObject.create("none", data, {})
        return self.answer(
            {"clientDataJSON": websafe_encode(said), "attestationObject": websafe_encode(attested)}
        )

    def sign(self, task: dict[str, Any], *, verified: bool = True, **wrong: Any) -> str:
        """Answer what `navigator.credentials.get` was asked; `verified`: the device knew its owner."""
        said = self.client_data("webauthn.get", task, **wrong)
        data = self.data(FLAG.UP | FLAG.UV if verified else FLAG.UP, b"", **wrong)
        key = wrong.get("key", self.key)
        signature = key.sign(data + sha256(said).digest(), ec.ECDSA(SHA256()))
        return self.answer(
            {
                "clientDataJSON": websafe_encode(said),
                "authenticatorData": websafe_encode(data),
                "signature": websafe_encode(signature),
            }
        )

    def client_data(self, usual: str, task: dict[str, Any], **wrong: Any) -> bytes:
        challenge, origin = wrong.get("challenge", task["challenge"]), wrong.get("origin", self.origin)
        return CollectedClientData.create(wrong.get("kind", usual), challenge, origin)

    def data(self, flags: FLAG, credential: bytes, **wrong: Any) -> AuthenticatorData:
        site = sha256(wrong.get("site", self.site).encode()).digest()
        data: AuthenticatorData = AuthenticatorData.create(
            site, flags, wrong.get("counter", self.counter), credential
        )
        return data

    def answer(self, response: dict[str, str]) -> str:
        own = websafe_encode(self.credential_id)
        return json.dumps(
            {
                "id": own,
                "rawId": own,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )


def a_passkey(person: User, device: Device) -> Passkey:
    """The passkey that the device made for this person some time ago."""
    own = websafe_encode(device.credential_id)
    return Passkey.objects.create(
        person=person, name="Phone", credential_id=own, credential=bytes(device.credential)
    )
