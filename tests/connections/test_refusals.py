"""How the answers of many servers become errors."""

import json
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from requests.structures import CaseInsensitiveDict

from connections import errors
from connections.refusals import YEAR, error_from, error_in_stream


def refused(status: int, body: Any = b"", **headers: str) -> errors.OpenAIError:
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return error_from(status, CaseInsensitiveDict(names), raw)


def openai(code: str | None = None, *, message: str = "Words.", **fields: Any) -> dict[str, Any]:
    return {
        "error": {"message": message, "code": code, "type": "invalid_request_error", "param": None, **fields}
    }


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, None, errors.BadRequest),
        (400, "invalid_size", errors.BadRequest),
        (400, "unsupported_parameter", errors.UnsupportedField),
        (400, "unsupported_value", errors.UnsupportedField),
        (400, "moderation_blocked", errors.Blocked),
        (400, "context_length_exceeded", errors.TooLong),
        (401, "invalid_api_key", errors.BadCredentials),
        (401, None, errors.BadCredentials),
        (402, None, errors.NoCredit),
        (403, None, errors.Forbidden),
        (404, None, errors.NotFound),
        (404, "model_not_found", errors.ModelNotFound),
        (404, "unknown_url", errors.NotOffered),
        (405, None, errors.NotOffered),
        (413, None, errors.TooLarge),
        (422, None, errors.BadRequest),
        (429, "rate_limit_exceeded", errors.Busy),
        (429, "slow_down", errors.Busy),
        (429, None, errors.Busy),
        (500, None, errors.ServerFailed),
        (502, None, errors.ServerFailed),
        (503, "server_is_overloaded", errors.Busy),
        (504, None, errors.ServerFailed),
    ],
)
def test_status_and_code_say_which_error_it_is(
    status: int, code: str | None, kind: type[errors.OpenAIError]
) -> None:
    error = refused(status, openai(code))
    assert type(error) is kind
    assert (error.status, error.code, error.detail) == (status, code or "", "Words.")


@pytest.mark.parametrize(
    "code",
    [
        "insufficient_quota",
        "credit_balance_exhausted",
        "organization_spend_limit_exceeded",
        "project_spend_limit_exceeded",
        "billing_hard_limit_reached",
        "billing_not_active",
    ],
)
def test_a_lack_of_money_is_never_tried_again(code: str) -> None:
    error = refused(429, openai(code, type="insufficient_quota"), retry_after="5")
    assert type(error) is errors.NoCredit
    assert not error.retryable


def test_the_type_alone_can_tell_of_a_lack_of_money() -> None:
    assert type(refused(429, openai(type="insufficient_quota"))) is errors.NoCredit


def test_a_rate_limit_counts_as_one_whatever_its_type_says() -> None:
    assert refused(429, openai("rate_limit_exceeded", type="insufficient_quota")).retryable


@pytest.mark.parametrize(
    ("status", "retryable", "sent"), [(400, False, False), (429, True, False), (503, True, False)]
)
def test_a_refusal_cost_nothing(status: int, retryable: bool, sent: bool) -> None:
    error = refused(status, openai())
    assert (error.retryable, error.sent) == (retryable, sent)


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_failing_server_may_have_charged_and_is_not_asked_again(status: int) -> None:
    error = refused(status, openai(), x_should_retry="true")
    assert (error.retryable, error.sent) == (False, True)


def test_a_server_that_wants_no_retry_is_believed() -> None:
    assert not refused(429, openai(), x_should_retry="false").retryable


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "1.5"}, 1.5),
        ({"retry_after_ms": "250", "retry_after": "9"}, 0.25),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "-3"}, None),
        ({"retry_after": "99999999999999999999"}, YEAR),
        ({"retry_after_ms": "99999999999999999999"}, YEAR),
        ({"retry_after": "Fri, 31 Dec 9999 23:59:59 GMT"}, YEAR),
        ({"retry_after": "Fri, 31 Dec 9999 23:59:59 -2359"}, YEAR),
        ({"retry_after": "9" * 500}, None),
        ({}, None),
    ],
)
def test_the_wait_is_read_in_each_of_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert refused(429, openai(), **headers).retry_after == seconds


def test_the_wait_may_be_a_date() -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    wait = refused(503, openai(), retry_after=when).retry_after
    assert wait is not None
    assert 0 < wait <= 60


def test_a_date_in_the_past_means_now() -> None:
    assert refused(503, openai(), retry_after="Wed, 21 Oct 2015 07:28:00 GMT").retry_after == 0


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"error": "plain words"}, "plain words"),
        ({"error": {"message": "a number", "code": 400}}, "a number"),
        ({"object": "error", "message": "from vLLM", "code": 400}, "from vLLM"),
        ({"detail": "from FastAPI"}, "from FastAPI"),
        ({"detail": [{"loc": ["body", "messages", 3], "msg": "missing"}]}, "messages.3: missing"),
        ({"detail": [{"loc": ["body"], "msg": "a"}, "b"]}, "a; b"),
        ({"error": {"message": {"text": "deep"}, "code": None}}, "deep"),
        ({"status": False, "why": ["no ", "", None]}, "no"),
        ({"message": "bare"}, "bare"),
        ("just text", "just text"),
        (b"<html><style>p{}</style><h1>Bad&nbsp;Gateway</h1></html>", "Bad Gateway"),
        (b"\xff\xfe", "��"),
        (b"", ""),
        (b"[" * 100_000, ""),
        (b'{"error": {"mess', ""),
    ],
)
def test_every_envelope_gives_up_its_words(body: Any, detail: str) -> None:
    error = refused(400, body)
    assert (type(error), error.detail) == (errors.BadRequest, detail)


@pytest.mark.parametrize("piece", [b"[", b"x", b"*", b"<script>", b"<", b"model ", b"sk-", b'{"a":', b"\xff"])
def test_a_hostile_body_is_read_at_once(piece: bytes) -> None:
    start = time.thread_time()
    refused(404, piece * 64_000)
    refused(404, {"error": {"message": piece.decode(errors="replace") * 64_000}})
    assert time.thread_time() - start < 2  # of the processor; 0.1 as a rule


def test_a_number_as_the_code_is_kept_as_text() -> None:
    assert refused(400, {"error": {"message": "no", "code": 400, "param": None}}).code == "400"


def test_the_field_at_fault_is_named() -> None:
    assert refused(400, openai("unsupported_parameter", param="max_tokens")).param == "max_tokens"


@pytest.mark.parametrize(
    ("status", "body", "param"),
    [
        (400, openai(message="Unrecognized request argument supplied: logit_bias"), "logit_bias"),
        (400, openai(message="Unrecognized request arguments supplied: top_k, seed"), "top_k"),
        (400, openai(message="Unsupported parameter: 'stop' is not supported with this model."), "stop"),
        (400, openai(message="Unknown parameter: 'messages[0].name'."), "messages"),
        (400, openai(message="Unsupported value: 'temperature' does not support 0.8."), "temperature"),
        (400, openai(message="It does not support parameters: ['logit_bias'], for model=x"), "logit_bias"),
        (400, {"error": {"code": 400, "message": "Unsupported param: tools", "type": "x"}}, "tools"),
        (
            400,
            {
                "object": "error",
                "message": "[{'type': 'extra_forbidden', 'loc': ('body', 'user'), 'msg': 'Extra inputs'}]",
                "type": "BadRequestError",
                "param": None,
                "code": 400,
            },
            "user",
        ),
        (
            422,
            {"detail": [{"loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]},
            "seed",
        ),
        (
            400,
            {"error": {"message": "cannot unmarshal into Go struct field ChatRequest.top_p of type int"}},
            "top_p",
        ),
        (400, b"create() got an unexpected keyword argument 'n'", "n"),
    ],
)  # fmt: skip
def test_a_parameter_that_is_not_taken_is_understood_from_the_words(
    status: int, body: Any, param: str
) -> None:
    error = refused(status, body)
    assert (type(error), error.param) == (errors.UnsupportedField, param)


@pytest.mark.parametrize(
    "message",
    ["Invalid value: 'x'. Supported values are: 'a'.", "The unknown soldier", "Unsupported", "Unknown field"],
)
def test_other_words_blame_no_parameter(message: str) -> None:
    error = refused(400, openai(message=message))
    assert (type(error), error.param) == (errors.BadRequest, "")


def test_a_parameter_that_is_named_is_believed_before_the_words() -> None:
    error = refused(400, openai(message="Unknown parameter: 'a'.", param="b"))
    assert (type(error), error.param) == (errors.BadRequest, "b")


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"message": 'model "x" not found, try pulling it first', "code": None}},
        {"object": "error", "message": "The model `x` does not exist.", "code": 404},
        openai(param="model"),
    ],
)
def test_a_missing_model_is_understood_without_its_code(body: Any) -> None:
    assert type(refused(404, body)) is errors.ModelNotFound


@pytest.mark.parametrize("body", [{"detail": "Not Found"}, b"404 page not found", b"<h1>Not found</h1>", b""])
def test_a_path_that_the_server_does_not_know_means_it_does_not_offer_the_action(body: Any) -> None:
    assert type(refused(404, body)) is errors.NotOffered


def test_an_error_within_a_stream_is_never_repeated() -> None:
    error = error_in_stream({"error": {"message": "Slow down.", "code": "rate_limit_exceeded"}})
    assert type(error) is errors.Busy
    assert (error.retryable, error.sent) == (False, True)


def test_an_error_event_of_the_responses_api_is_read() -> None:
    error = error_in_stream({"type": "error", "code": "server_error", "message": "Oh.", "param": None})
    assert (type(error), error.detail, error.code) == (errors.ServerFailed, "Oh.", "server_error")
