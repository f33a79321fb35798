"""Text that is encrypted in the database, and opened only by the one who needs it."""

import json
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression
from django.db.models.query_utils import DeferredAttribute

from connections.errors import Unreadable


@lru_cache(maxsize=4)
def box(keys: tuple[str, ...]) -> MultiFernet:
    """Return what the first of `keys` encrypts and each of them decrypts."""
    try:
        return MultiFernet([Fernet(key.strip()) for key in keys])
    except ValueError:
        raise ImproperlyConfigured(
            "FIELD_KEYS must hold Fernet keys (32 bytes in URL-safe base64), separated by commas."
        ) from None


class Sealed:
    """An encrypted text. Empty text stays empty, so that one can see without a key that nothing is stored."""

    def __init__(self, token: str) -> None:
        self.token = token

    @classmethod
    def seal(cls, text: str) -> "Sealed":
        return cls(box(tuple(settings.FIELD_KEYS)).encrypt(text.encode()).decode() if text else "")

    def open(self) -> str:
        """Return the plain text. Raises Unreadable if none of today's keys fits."""
        try:
            return box(tuple(settings.FIELD_KEYS)).decrypt(self.token).decode() if self.token else ""
        except InvalidToken:
            raise Unreadable from None

    @property
    def is_current(self) -> bool:
        """Whether the first of today's keys opens it."""
        try:
            box(tuple(settings.FIELD_KEYS[:1])).decrypt(self.token)
        except InvalidToken:
            return not self.token
        return True

    def rotated(self) -> "Sealed":
        """Return the same text under the first of today's keys. Raises Unreadable."""
        return Sealed.seal(self.open())

    def __bool__(self) -> bool:
        return bool(self.token)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sealed) and self.token == other.token

    def __hash__(self) -> int:
        return hash(self.token)

    def __repr__(self) -> str:
        return "<Sealed>" if self else "<Sealed: empty>"

    __str__ = __repr__


class SealingAttribute(DeferredAttribute):
    """Seals whatever is assigned, so that an instance never carries plain text."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        field: Any = self.field
        instance.__dict__[field.attname] = value if isinstance(value, Sealed) else field.seal(value)


if TYPE_CHECKING:
    TextField = models.TextField[Any, Sealed]
else:
    TextField = models.TextField


class EncryptedText(TextField):
    """Assign a `str`, read a `Sealed`. The database holds the ciphertext."""

    descriptor_class = SealingAttribute
    if TYPE_CHECKING:
        _pyi_private_set_type: Any  # where the type checker looks for what may be assigned

    def seal(self, value: Any) -> Sealed:
        return Sealed.seal(value or "")

    def from_db_value(self, value: str, _expression: Expression, _connection: BaseDatabaseWrapper) -> Sealed:
        return Sealed(value)

    def get_prep_value(self, value: Any) -> str:
        return (value if isinstance(value, Sealed) else self.seal(value)).token

    def value_to_string(self, obj: models.Model) -> str:
        """Serialise (`dumpdata`) the ciphertext, never the text."""
        return self.get_prep_value(self.value_from_object(obj))

    def to_python(self, value: Any) -> Any:
        """Read what `value_to_string` wrote."""
        return Sealed(value) if isinstance(value, str) else value


class EncryptedJSON(EncryptedText):
    """Assign a JSON value, read a `Sealed` of its text."""

    def seal(self, value: Any) -> Sealed:
        return Sealed.seal(json.dumps(value) if value else "")
