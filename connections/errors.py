"""Everything that can go wrong between us and a server, as one tree.

    OpenAIError
    ├── NotSent               the request never left this machine
    │   ├── Unsendable        it cannot be written as HTTP (a path, a header, a key with odd characters)
    │   ├── Unreadable        the stored key cannot be decrypted
    │   ├── Unreachable       nobody answered at that address
    │   └── Untrusted         the server could not prove who it is (TLS)
    ├── Interrupted           the exchange ended before a whole answer was here
    │   ├── TimedOut          too slow, or silent for too long
    │   ├── Cut               the line went dead
    │   └── Cancelled         somebody here asked for the end
    ├── Malformed             a whole answer came, and it makes no sense
    │   └── Oversized         it went on past what we accept
    └── Rejected              the server said no
        ├── BadRequest        to what was asked
        │   ├── UnsupportedField   a field, or its value, that this model does not take
        │   ├── Blocked            the safety system refused the content
        │   ├── TooLong            more text than the model can hold
        │   └── TooLarge           more bytes than the server takes
        ├── BadCredentials    to the key
        ├── Forbidden         to this key doing that
        ├── NotFound          to the thing named
        │   ├── ModelNotFound
        │   └── NotOffered    to the action as a whole: this server does not have it
        ├── Redirected        by naming another address
        ├── NoCredit          until money is added or a limit raised
        ├── Busy              for now
        └── ServerFailed      by failing

Callers read attributes, never the class's name or the English:

* `retryable`: the server did nothing, or the request never left; `retry_after` in seconds or None.
* `sent`: the work may have been done, and charged for, though we hold no result. False for a refusal.
* `message` and `advice` in plain words; `detail`: the server's own words, shortened, keys masked.
"""

# ruff: noqa: N818 - the names say what happened; the tree says that they are errors

import re
from typing import ClassVar


class OpenAIError(Exception):
    """A call that brought no usable answer."""

    kind: ClassVar[str] = "open_ai_error"
    message = "The call to the server did not succeed."
    advice = "Try again. If it goes on, show this page to your administrator."
    retryable: bool = False
    sent: bool = False

    def __init__(
        self, message: str = "", *, advice: str = "", code: str = "", param: str = "",
        status: int | None = None, request_id: str = "", retryable: bool | None = None,
        retry_after: float | None = None, sent: bool | None = None, detail: str = "",
    ) -> None:  # fmt: skip
        self.message = message or self.message
        self.advice = advice or self.advice
        self.code, self.param, self.status, self.request_id = code, param, status, request_id
        self.retryable = self.retryable if retryable is None else retryable
        self.retry_after = retry_after
        self.sent = self.sent if sent is None else sent
        self.detail = detail
        super().__init__(self.message)

    def __init_subclass__(cls) -> None:
        cls.kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def __str__(self) -> str:
        return f"{self.message} {self.detail}".strip()


class NotSent(OpenAIError): ...


class Unsendable(NotSent):
    message = "This request cannot be sent as it is."
    advice = "Check what was typed, and the connection's address, key and headers."


class Unreadable(NotSent):
    message = "The stored API key cannot be read."
    advice = "An administrator needs to enter the key of this connection again."


class Unreachable(NotSent):
    message = "The server could not be reached."
    advice = "Check the connection's base URL, and that the server is running."
    retryable = True


class Untrusted(NotSent):
    message = "The server could not prove that it is the one we asked for, so nothing was sent."
    advice = "Check that the base URL begins with the right http:// or https://, and the certificate."


class Interrupted(OpenAIError):
    message = "The call was interrupted before the answer was complete."
    advice = "The server may have done the work and charged for it. Run again if you still need the result."


class TimedOut(Interrupted):
    message = "The server took too long to answer."


class Cut(Interrupted):
    message = "The connection was lost before the answer was complete."


class Cancelled(Interrupted):
    message = "The call was cancelled."
    advice = "Run again when you want the result."


class Malformed(OpenAIError):
    message = "The server's answer could not be understood."
    advice = "Check that the base URL belongs to an OpenAI-compatible server (it usually ends in /v1)."
    sent = True


class Oversized(Malformed):
    message = "The server's answer was larger than we accept, so the rest was left unread."
    advice = "Ask for less at once."


class Rejected(OpenAIError):
    message = "The server refused the request."
    advice = "Read the server's own words below, change the request and run again."


class BadRequest(Rejected): ...


class UnsupportedField(BadRequest):
    message = "The model does not accept one of the fields as it was filled in."
    advice = "Leave the field out, change its value, or choose another model."


class Blocked(BadRequest):
    message = "The server's safety system refused this content."
    advice = "Word it differently, or use another picture."


class TooLong(BadRequest):
    message = "The text is longer than this model can hold."
    advice = "Shorten the text, or choose a model that holds more."


class TooLarge(BadRequest):
    message = "The request is larger than the server accepts."
    advice = "Use a smaller or fewer files."


class BadCredentials(Rejected):
    message = "The server refused the API key."
    advice = "An administrator needs to check the key, the organization and the project of this connection."


class Forbidden(Rejected):
    message = "The API key is not allowed to do this."
    advice = "An administrator needs to allow it for the key, or choose another connection."


class NotFound(Rejected):
    message = "The server does not know what was named in the request."
    advice = "Check the names and ids that were typed."


class ModelNotFound(NotFound):
    message = "This account has no such model."
    advice = "Choose another model from the list."


class NotOffered(NotFound):
    message = "This server does not offer this action."
    advice = "Choose another connection, or check that the base URL is right (it usually ends in /v1)."


class Redirected(Rejected):
    message = "The server sent us on to another address, where the API key must not go."
    advice = "An administrator needs to put the server's final address in the connection's base URL."


class NoCredit(Rejected):
    message = "The account has no credit left, or has reached its spending limit."
    advice = "An administrator needs to add credit or raise the limit with the provider."


class Busy(Rejected):
    message = "The server is too busy to take the request now."
    advice = "Wait a little and run again."
    retryable = True


class ServerFailed(Rejected):
    message = "The server failed while it worked on the request."
    advice = "It may have charged for the work. Run again if you still need the result."
    sent = True
