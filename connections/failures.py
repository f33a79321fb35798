"""The one place where an exception of the libraries below becomes an error of ours."""

import http.client
import socket
import ssl
from collections.abc import Iterable, Iterator

import requests
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from urllib3 import exceptions

from connections import errors
from connections.call import Call
from connections.masking import mask

LONGEST_DETAIL = 300
# What OpenSSL says of a certificate, by its number, where it tells more than "nobody vouches for it".
CERTIFICATE = {
    9: _("The server's certificate is not valid yet, so nothing was sent."),
    10: _("The server's certificate has expired, so nothing was sent."),
    62: _("The server's certificate belongs to another name, so nothing was sent."),
    64: _("The server's certificate belongs to another address, so nothing was sent."),
}
NOT_HTTP = (
    http.client.BadStatusLine,
    http.client.LineTooLong,
    http.client.UnknownProtocol,
    exceptions.InvalidChunkLength,
    exceptions.InvalidHeader,
    requests.exceptions.InvalidHeader,
)


def failure(error: Exception, call: Call, *, secrets: Iterable[str] = ()) -> errors.OpenAIError:
    """Return what `error` means for a call that had, or had not, sent its request."""
    if call.ended_by is not None and not isinstance(error, errors.Rejected):
        late = call.ended_by is errors.TimedOut
        return call.ended_by(sent=call.sent, retryable=late and not call.sent)
    if isinstance(error, errors.OpenAIError):
        return error
    found = list(causes(error))
    return (interruption if call.sent else obstacle)(found, mask(words(found), secrets)[:LONGEST_DETAIL])


def hung_up(error: Exception) -> bool:
    """Whether the server closed the line."""
    return any_of(list(causes(error)), ConnectionError, ssl.SSLEOFError, ssl.SSLZeroReturnError)


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and those it stands for, the outermost first: libraries wrap them up."""
    yield error
    inner = [error.__cause__, getattr(error, "reason", None), *error.args]
    for each in inner:
        if isinstance(each, BaseException):
            yield from causes(each)
            return


def interruption(found: list[BaseException], detail: str) -> errors.OpenAIError:
    """What stopped an exchange that had begun."""
    if any_of(found, exceptions.DecodeError, requests.exceptions.ContentDecodingError):
        return errors.Malformed(detail=detail)
    if any_of(found, requests.Timeout, exceptions.ReadTimeoutError):
        return errors.TimedOut(gettext("The server was silent for too long."), sent=True)
    if any_of(found, http.client.RemoteDisconnected):
        return errors.Cut(sent=True)
    if any_of(found, *NOT_HTTP) or type(found[-1]) is http.client.HTTPException:
        return errors.Malformed(
            gettext("What answered at this address does not behave as a web server should."),
            advice=gettext(
                "An administrator needs to check that the connection's base URL begins with the right "
                "http:// or https://, and names the right port."
            ),
        )
    return errors.Cut(sent=True, detail=detail)


def obstacle(found: list[BaseException], detail: str) -> errors.OpenAIError:
    """What kept a request from being sent."""
    if refusal := next((each for each in found if isinstance(each, errors.OpenAIError)), None):
        return refusal
    if any_of(found, requests.exceptions.ProxyError):
        return errors.Unreachable(gettext("The proxy did not let the request through."), detail=detail)
    if tls := next((each for each in found if isinstance(each, ssl.SSLError)), None):
        return handshake(tls, detail)
    if any_of(found, requests.exceptions.SSLError):
        return errors.Untrusted(detail=detail)
    if any_of(found, socket.gaierror, exceptions.NameResolutionError):
        return errors.Unreachable(gettext("No server of this name could be found."), detail=detail)
    if any_of(found, requests.Timeout):
        return errors.Unreachable(gettext("The server did not take the connection in time."))
    if any_of(found, requests.ConnectionError):
        return errors.Unreachable(detail=detail)
    return errors.Unsendable(detail=detail)


def handshake(error: ssl.SSLError, detail: str) -> errors.OpenAIError:
    """What kept the two sides from agreeing on a safe connection."""
    match error:
        case ssl.SSLCertVerificationError():
            return errors.Untrusted(str(CERTIFICATE.get(error.verify_code, "")), detail=detail)
        case ssl.SSLEOFError() | ssl.SSLZeroReturnError():
            return errors.Unreachable(
                gettext("The server hung up before the connection was safe."), detail=detail
            )
        case _ if error.reason in ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE"):
            return errors.Untrusted(gettext("The server does not speak https:// there, so nothing was sent."))
        case _:
            return errors.Untrusted(detail=detail)


def any_of(found: list[BaseException], *kinds: type[BaseException]) -> bool:
    return any(isinstance(each, kinds) for each in found)


def words(found: list[BaseException]) -> str:
    """Return the innermost reason if it is in words, without the numbers and objects that libraries name."""
    match found[-1]:
        case ssl.SSLCertVerificationError() as error:
            return str(error.verify_message)
        case ssl.SSLError() as error:
            return str(error.reason or "").replace("_", " ").lower()
        case OSError(strerror=str(reason)):
            return reason
        case requests.RequestException() as error:
            return str(error)
        case _:
            return ""
