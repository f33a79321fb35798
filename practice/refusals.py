"""What OpenAI refuses, in OpenAI's envelope."""

from collections.abc import Iterable, Mapping

from django.http import JsonResponse


class Refusal(Exception):  # noqa: N818 - an answer, not a fault of ours
    """Ends a request with an error answer.

    `type`, `code` and `param` are the envelope's own words; `headers` go out with the answer.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int = 400,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.headers = dict(headers or {})
        self.error = {"message": message, "type": kind, "param": param, "code": code}

    def response(self) -> JsonResponse:
        return JsonResponse({"error": self.error}, status=self.status, headers=self.headers)


def quoted(choices: Iterable[str]) -> str:
    """Return the choices as OpenAI lists them: 'a', 'b', and 'c'."""
    names = [f"'{choice}'" for choice in choices]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}, and {names[-1]}"


def unknown_parameter(param: str) -> Refusal:
    return Refusal(f"Unknown parameter: '{param}'.", code="unknown_parameter", param=param)


def missing_parameter(param: str) -> Refusal:
    message = f"Missing required parameter: '{param}'."
    return Refusal(message, code="missing_required_parameter", param=param)


def unsupported_parameter(param: str, *, instead: str = "") -> Refusal:
    message = f"Unsupported parameter: '{param}' is not supported with this model."
    if instead:
        message += f" Use '{instead}' instead."
    return Refusal(message, code="unsupported_parameter", param=param)


def unsupported_value(param: str, value: object, choices: Iterable[str]) -> Refusal:
    message = (
        f"Unsupported value: '{param}' does not support {value!r} with this model. Supported values are: "
    )
    return Refusal(message + quoted(choices) + ".", code="unsupported_value", param=param)


def invalid_value(param: str, value: object, choices: Iterable[str]) -> Refusal:
    message = f"Invalid value: '{value}'. Supported values are: {quoted(choices)}."
    return Refusal(message, code="invalid_value", param=param)


def model_not_found(model: str) -> Refusal:
    message = f"The model `{model}` does not exist or you do not have access to it."
    return Refusal(message, status=404, code="model_not_found")


def no_credit() -> Refusal:
    message = (
        "You exceeded your current quota, please check your plan and billing details. (This is practice: "
        "no money is involved.)"
    )
    return Refusal(message, status=429, kind="insufficient_quota", code="insufficient_quota")


def too_large(what: str, limit: int) -> Refusal:
    return Refusal(f"{what} is larger than the limit of {limit} bytes.", status=413)
