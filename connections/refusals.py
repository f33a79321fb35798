"""The one place where an HTTP answer that is not a success becomes an error of ours."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from connections import errors, limits
from connections.answer import Answer
from connections.complaints import Complaint
from connections.masking import mask

LONGEST_DETAIL = 600
NO_CREDIT = {
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "billing_hard_limit_reached",
    "billing_not_active",
}
BY_CODE: dict[str, type[errors.OpenAIError]] = {
    **dict.fromkeys(NO_CREDIT, errors.NoCredit),
    "unsupported_parameter": errors.UnsupportedField,
    "unsupported_value": errors.UnsupportedField,
    "unknown_parameter": errors.UnsupportedField,
    "moderation_blocked": errors.Blocked,
    "content_policy_violation": errors.Blocked,
    "content_filter": errors.Blocked,
    "image_content_policy_violation": errors.Blocked,
    "context_length_exceeded": errors.TooLong,
    "string_above_max_length": errors.TooLong,
    "invalid_api_key": errors.BadCredentials,
    "model_not_found": errors.ModelNotFound,
    "unknown_url": errors.NotOffered,
    "rate_limit_exceeded": errors.Busy,
    "slow_down": errors.Busy,
    "server_is_overloaded": errors.Busy,
}
BY_STATUS: dict[int, type[errors.OpenAIError]] = {
    401: errors.BadCredentials,
    402: errors.NoCredit,
    403: errors.Forbidden,
    405: errors.NotOffered,
    # The server says that it did not take the request in (408) or that a lock was held (409).
    408: errors.Busy,
    409: errors.Busy,
    413: errors.TooLarge,
    429: errors.Busy,
    501: errors.NotOffered,
    503: errors.Busy,
}
# Compatible servers name a missing model in words only.
MISSING_MODEL = re.compile(r"(?is)\bmodel\b.*\b(not found|not exist|not available|not loaded)")
NUMBER = re.compile(r"\d{1,20}(\.\d{1,9})?")
YEAR = 365 * 24 * 3600.0


def error_from(
    status: int, headers: Mapping[str, str], body: bytes, *, secrets: Iterable[str] = ()
) -> errors.OpenAIError:
    """Return the error that an HTTP answer stands for.

    `headers` must look names up without regard to case. `secrets` never appear in the result.
    """
    complaint = Complaint.read(body)
    kind = kind_of(status, complaint)
    blamed = complaint.blamed if kind is errors.BadRequest else ""
    return (errors.UnsupportedField if blamed else kind)(
        code=complaint.code,
        param=complaint.param or blamed,
        status=status,
        request_id=headers.get("x-request-id", "")[:200],
        # Only 'false' is obeyed: 'true' on a 500 does not tell that the work was not done and charged.
        retryable=False if headers.get("x-should-retry", "").lower() == "false" else None,
        retry_after=retry_after(headers) if issubclass(kind, errors.Busy | errors.ServerFailed) else None,
        detail=mask(complaint.message, secrets)[:LONGEST_DETAIL],
    )


def error_in_success(answer: Answer, *, secrets: Iterable[str] = ()) -> errors.OpenAIError | None:
    """Return the error in an answer whose status says success: LM Studio does that for an unknown path."""
    if answer.media_type != "application/json" or answer.size > limits.REFUSAL:
        return None
    try:
        data = answer.json()
    except errors.Malformed:
        return None
    if not isinstance(data, dict) or set(data) != {"error"} or not data["error"]:
        return None
    status = 404 if isinstance(data["error"], str) else 400
    return error_from(status, answer.headers, json.dumps(data).encode(), secrets=secrets)


def error_in_stream(
    data: Mapping[str, Any], *, request_id: str = "", secrets: Iterable[str] = ()
) -> errors.OpenAIError:
    """Return the error that an event of a running stream stands for: never repeated, perhaps charged."""
    complaint = Complaint.of(data)
    kind = BY_CODE.get(complaint.code) or BY_CODE.get(complaint.type) or errors.ServerFailed
    return kind(
        code=complaint.code,
        param=complaint.param,
        request_id=request_id,
        retryable=False,
        sent=True,
        detail=mask(complaint.message, secrets)[:LONGEST_DETAIL],
    )


def kind_of(status: int, complaint: Complaint) -> type[errors.OpenAIError]:
    if complaint.code in BY_CODE:
        return BY_CODE[complaint.code]
    if complaint.type in NO_CREDIT:
        return errors.NoCredit
    if status == 404:
        return kind_of_missing(complaint)
    if status in BY_STATUS:
        return BY_STATUS[status]
    if status >= 500:
        return errors.ServerFailed
    return errors.BadRequest if status >= 400 else errors.Malformed


def kind_of_missing(complaint: Complaint) -> type[errors.OpenAIError]:
    if complaint.param == "model" or MISSING_MODEL.search(complaint.message):
        return errors.ModelNotFound
    return errors.NotFound if complaint.framed else errors.NotOffered


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds the server asked us to wait: a number, milliseconds, or an HTTP date.

    A year stands for all that is longer.
    """
    value = headers.get("retry-after", "").strip()
    if NUMBER.fullmatch(milliseconds := headers.get("retry-after-ms", "").strip()):
        return min(float(milliseconds) / 1000, YEAR)
    if NUMBER.fullmatch(value):
        return min(float(value), YEAR)
    try:
        when = parsedate_to_datetime(value)
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return min(max(0.0, (when - datetime.now(UTC)).total_seconds()), YEAR)
    except (ValueError, OverflowError):
        return None
