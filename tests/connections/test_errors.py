"""The tree of errors, and what the libraries' own exceptions become in it."""

import inspect
from typing import Any

import pytest
import requests
from urllib3 import exceptions as urllib3_exceptions

from connections import errors
from connections.call import Call, NoGuard, Timeouts
from connections.failures import failure
from connections.reach import Reach


def every(kind: type[errors.OpenAIError]) -> list[type[errors.OpenAIError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in every(child))]


FOREIGN = sorted(
    (
        kind
        for _, kind in inspect.getmembers(requests.exceptions, inspect.isclass)
        if issubclass(kind, requests.RequestException)
    ),
    key=lambda kind: kind.__name__,
)


def made(kind: type[Exception]) -> Exception:
    """An instance, whatever arguments the class insists on."""
    if issubclass(kind, requests.exceptions.JSONDecodeError):
        return kind("no", "x", 0)
    return kind("no")


def call(*, sent: bool) -> Call:
    call = Call(NoGuard(), Timeouts(), Reach.PUBLIC)
    call.sent = sent
    return call


@pytest.mark.parametrize("kind", every(errors.OpenAIError))
def test_every_error_is_drawn_in_the_tree_and_says_what_to_do(kind: type[errors.OpenAIError]) -> None:
    assert kind.__name__ in (errors.__doc__ or "")
    error = kind()
    assert error.message.endswith(".")
    assert error.advice.endswith(".")


def test_a_kind_is_the_class_name_in_snake_case() -> None:
    assert errors.BadCredentials.kind == "bad_credentials"
    assert errors.TimedOut().kind == "timed_out"


def test_the_servers_own_words_follow_ours() -> None:
    assert str(errors.BadRequest("No.", detail="size is wrong")) == "No. size is wrong"


@pytest.mark.parametrize("kind", FOREIGN)
def test_before_sending_every_exception_of_requests_says_that_nothing_was_sent(kind: type[Exception]) -> None:
    error = failure(made(kind), call(sent=False))
    assert isinstance(error, errors.NotSent)
    assert not error.sent
    # Only an address that may answer later is worth another try.
    assert error.retryable == (
        issubclass(kind, requests.ConnectionError | requests.Timeout) and kind not in TLS
    )


TLS = (requests.exceptions.SSLError,)


@pytest.mark.parametrize("kind", FOREIGN)
def test_after_sending_every_exception_of_requests_says_that_it_may_cost_money(kind: type[Exception]) -> None:
    error = failure(made(kind), call(sent=True))
    assert isinstance(error, errors.Interrupted | errors.Malformed)
    assert (error.sent, error.retryable) == (True, False)


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        (requests.exceptions.ProxyError("no"), errors.Unreachable),
        (requests.exceptions.SSLError("no"), errors.Untrusted),
        (requests.exceptions.ConnectTimeout("no"), errors.Unreachable),
        (requests.exceptions.InvalidURL("no"), errors.Unsendable),
        (requests.exceptions.InvalidProxyURL("no"), errors.Unsendable),
    ],
)
def test_each_obstacle_has_its_own_error(foreign: Exception, ours: type[errors.OpenAIError]) -> None:
    assert type(failure(foreign, call(sent=False))) is ours


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        (urllib3_exceptions.ReadTimeoutError(Any, "/", "no"), errors.TimedOut),  # type: ignore[arg-type]
        (urllib3_exceptions.DecodeError("no"), errors.Malformed),
        (urllib3_exceptions.ProtocolError("no"), errors.Cut),
    ],
)
def test_each_interruption_has_its_own_error(foreign: Exception, ours: type[errors.OpenAIError]) -> None:
    assert type(failure(foreign, call(sent=True))) is ours


def test_no_exception_carries_a_key_out() -> None:
    error = failure(requests.ConnectionError("Bearer sk-abcdefghijklmn"), call(sent=True))
    assert "abcdefgh" not in f"{error} {error!r} {error.detail}"
