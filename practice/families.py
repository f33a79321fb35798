"""What each family of chat models takes and refuses."""

import re
from dataclasses import dataclass

from practice.parameters import Parameters
from practice.refusals import Refusal, unsupported_parameter, unsupported_value

ALWAYS, NEVER, WITHOUT_REASONING = "always", "never", "without reasoning"
EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
PENALTIES = ("frequency_penalty", "presence_penalty")


@dataclass(frozen=True)
class Family:
    """A row of the table: `sampling` and `tools` say when temperature and functions are taken."""

    pattern: str
    efforts: tuple[str, ...] = ()
    usual_effort: str = ""
    sampling: str = NEVER
    tools: str = ALWAYS
    verbosity: bool = True
    speaks: bool = False

    @property
    def reasons(self) -> bool:
        return bool(self.efforts)


def span(first: str, last: str) -> tuple[str, ...]:
    return EFFORTS[EFFORTS.index(first) : EFFORTS.index(last) + 1]


NONE_AND_UP = ("none", "low", "medium", "high")
FAMILIES = (
    Family(r"gpt-6(\.2)?-astra|gpt-6\.[12]-sol", span("low", "max"), "medium", NEVER, NEVER),
    Family(r"gpt-6", (*NONE_AND_UP, "xhigh", "max"), "medium", WITHOUT_REASONING, WITHOUT_REASONING),
    Family(r"gpt-5\.6", (*NONE_AND_UP, "xhigh", "max"), "medium", WITHOUT_REASONING, WITHOUT_REASONING),
    Family(r"gpt-5\.5", (*NONE_AND_UP, "xhigh"), "medium", WITHOUT_REASONING, WITHOUT_REASONING),
    Family(r"gpt-5\.[2-4]", (*NONE_AND_UP, "xhigh"), "none", WITHOUT_REASONING),
    Family(r"gpt-5\.1", NONE_AND_UP, "none", WITHOUT_REASONING),
    Family(r"gpt-5", span("minimal", "high"), "medium"),
    Family(r"o\d", span("low", "high"), "medium", verbosity=False),
    Family(r"gpt-audio", sampling=ALWAYS, verbosity=False, speaks=True),
    Family(r"", sampling=ALWAYS, verbosity=False),
)


def family_of(model: str) -> Family:
    return next(family for family in FAMILIES if re.match(family.pattern, model))


def check(model: str, given: Parameters) -> None:
    """Refuse the parameters and values that this model does not take."""
    family = family_of(model)
    if not family.verbosity and "verbosity" in given:
        raise unsupported_parameter("verbosity")
    if not family.reasons:
        if "reasoning_effort" in given:
            raise unsupported_parameter("reasoning_effort")
        return
    effort = given.text("reasoning_effort") or family.usual_effort
    if effort not in family.efforts:
        raise unsupported_value("reasoning_effort", effort, family.efforts)
    if "max_tokens" in given:
        raise unsupported_parameter("max_tokens", instead="max_completion_tokens")
    for name in (*PENALTIES, "logit_bias", "stop"):
        if name in given:
            raise unsupported_parameter(name)
    check_sampling(family, effort, given)
    check_tools(family, effort, given)


def check_sampling(family: Family, effort: str, given: Parameters) -> None:
    if family.sampling == WITHOUT_REASONING and effort == "none":
        return
    for name in ("logprobs", "top_logprobs"):
        if name in given:
            raise unsupported_parameter(name)
    for name in ("temperature", "top_p"):
        value = given.number(name, 0, 2, 1)
        if value != 1:
            message = (
                f"Unsupported value: '{name}' does not support {value:g} with this model. "
                "Only the default (1) value is supported."
            )
            raise Refusal(message, code="unsupported_value", param=name)


def check_tools(family: Family, effort: str, given: Parameters) -> None:
    if not given.values.get("tools"):
        return
    if family.tools == NEVER:
        message = (
            "Function tools are not supported with this model in /v1/chat/completions. Use /v1/responses."
        )
        raise Refusal(message, param="tools")
    if family.tools == WITHOUT_REASONING and effort != "none":
        message = (
            "Function tools with reasoning_effort are not supported with this model in /v1/chat/completions. "
            "Set reasoning_effort to 'none', or use /v1/responses."
        )
        raise Refusal(message, param="reasoning_effort")


def check_response(model: str, given: Parameters) -> str:
    """Refuse what this model does not take at /responses; return its effort, "" if it never reasons."""
    family = family_of(model)
    if family.speaks:
        message = "This model is only supported in v1/chat/completions and not in v1/responses."
        raise Refusal(message, status=404, param="model")
    effort = Parameters(given.typed("reasoning", dict) or {}).text("effort")
    if Parameters(given.typed("text", dict) or {}).text("verbosity") and not family.verbosity:
        raise unsupported_parameter("text.verbosity")
    if not family.reasons:
        if effort:
            raise unsupported_parameter("reasoning.effort")
        return ""
    effort = effort or family.usual_effort
    if effort not in family.efforts:
        raise unsupported_value("reasoning.effort", effort, family.efforts)
    check_sampling(family, effort, given)
    return effort
