"""Everything that can go wrong between us and a server, as one tree.

    OpenAIError
    ├── NotSent               the request never left this machine
    │   ├── Unsendable        it cannot be written as HTTP (a path, a header, a key with odd characters)
    │   ├── Unreadable        the stored key cannot be decrypted
    │   ├── OffLimits         the address is one where Workroom may not go
    │   ├── Unreachable       nobody answered at that address
    │   └── Untrusted         the server could not prove who it is (TLS)
    ├── Interrupted           the exchange ended before a whole answer was here
    │   ├── TimedOut          too slow, or silent for too long
    │   ├── Cut               the line went dead
    │   └── Cancelled         somebody here asked for the end
    ├── Malformed             a whole answer came, and it makes no sense
    │   ├── Unusable          it is understood, and lacks what was asked for
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

from connections.errors.error import OpenAIError
from connections.errors.ours import (
    Cancelled,
    Cut,
    Interrupted,
    NotSent,
    OffLimits,
    TimedOut,
    Unreachable,
    Unreadable,
    Unsendable,
    Untrusted,
)
from connections.errors.theirs import (
    BadCredentials,
    BadRequest,
    Blocked,
    Busy,
    Forbidden,
    Malformed,
    ModelNotFound,
    NoCredit,
    NotFound,
    NotOffered,
    Oversized,
    Redirected,
    Rejected,
    ServerFailed,
    TooLarge,
    TooLong,
    UnsupportedField,
    Unusable,
)

__all__ = [
    "BadCredentials",
    "BadRequest",
    "Blocked",
    "Busy",
    "Cancelled",
    "Cut",
    "Forbidden",
    "Interrupted",
    "Malformed",
    "ModelNotFound",
    "NoCredit",
    "NotFound",
    "NotOffered",
    "NotSent",
    "OffLimits",
    "OpenAIError",
    "Oversized",
    "Redirected",
    "Rejected",
    "ServerFailed",
    "TimedOut",
    "TooLarge",
    "TooLong",
    "Unreachable",
    "Unreadable",
    "Unsendable",
    "UnsupportedField",
    "Untrusted",
    "Unusable",
]
