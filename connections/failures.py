"""The one place where an exception of the libraries below becomes an error of ours."""

from collections.abc import Iterable

import requests
from urllib3.exceptions import DecodeError, ReadTimeoutError

from connections import errors
from connections.call import Call
from connections.masking import mask

LONGEST_DETAIL = 300


def failure(error: Exception, call: Call, *, secrets: Iterable[str] = ()) -> errors.OpenAIError:
    """Return what `error` means for a call that had, or had not, sent its request."""
    if call.ended_by is not None and not isinstance(error, errors.Rejected):
        late = call.ended_by is errors.TimedOut
        return call.ended_by(sent=call.sent, retryable=late and not call.sent)
    if isinstance(error, errors.OpenAIError):
        return error
    return (interruption if call.sent else obstacle)(error, mask(words(error), secrets)[:LONGEST_DETAIL])


def interruption(error: Exception, detail: str) -> errors.OpenAIError:
    """What stopped an exchange that had begun."""
    match error:
        case requests.exceptions.ContentDecodingError() | DecodeError():
            return errors.Malformed(detail=detail)
        case requests.Timeout() | ReadTimeoutError():
            return errors.TimedOut("The server was silent for too long.", sent=True)
        case _:
            return errors.Cut(sent=True, detail=detail)


def obstacle(error: Exception, detail: str) -> errors.OpenAIError:
    """What kept a request from being sent."""
    match error:
        case requests.exceptions.ProxyError():
            return errors.Unreachable("The proxy did not let the request through.", detail=detail)
        case requests.exceptions.SSLError():
            return errors.Untrusted(detail=detail)
        case requests.Timeout():
            return errors.Unreachable("The server did not take the connection in time.")
        case requests.ConnectionError():
            return errors.Unreachable(detail=detail)
        case _:
            return errors.Unsendable(detail=detail)


def words(error: Exception) -> str:
    """Return the innermost reason, without the objects that `requests` names before it."""
    cause = error.args[0] if error.args else error
    return str(getattr(cause, "reason", cause)).split("): ", 1)[-1]
