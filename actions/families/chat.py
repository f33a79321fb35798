"""Chat models: who takes sampling, reasoning effort, penalties."""

from django.utils.translation import gettext_lazy as _

from actions.families.family import COMPATIBLE, REFUSED, Family, Kind, Rules
from actions.families.other import OLDER_LIMIT

CHAT = frozenset({Kind.CHAT, Kind.RESPONSES})

# Reasoning models take none of these on chat completions.
REASONING: Rules = {
    "max_tokens": REFUSED,
    "messages.role": {
        "choices": [("user", _("User")), ("assistant", _("Assistant")), ("developer", _("Developer"))]
    },
    "frequency_penalty": REFUSED,
    "presence_penalty": REFUSED,
    "logit_bias": REFUSED,
    "stop": REFUSED,
}
SAMPLING = ("temperature", "top_p", "logprobs", "top_logprobs")
# Thinking is paid for by the same limit as the answer.
THINKING_COUNTS = _(
    "The model thinks before it answers, and that counts. A few hundred tokens can be gone before the first "
    "word of the answer: leave this blank, or give it several thousand."
)
THINKING: Rules = {"max_completion_tokens": {"help_text": THINKING_COUNTS}}
NO_SAMPLING: Rules = {**REASONING, **THINKING, **dict.fromkeys(SAMPLING, REFUSED)}


def sampling_while(*efforts: str) -> Rules:
    """Sampling is taken only at these reasoning efforts ("" is the model's own default)."""
    thinking = {} if "" in efforts else THINKING
    return {**REASONING, **thinking, **{name: {"when": {"reasoning_effort": efforts}} for name in SAMPLING}}


def effort(*choices: str) -> Rules:
    return {"reasoning_effort": {"choices": choices}}


# Functions are taken only without reasoning, or only by the Responses endpoint: a schema is always taken.
NO_FUNCTIONS: Rules = {"schema_method": {"choices": [("schema", _("JSON schema"))]}}
NO_SCHEMAS: Rules = {
    "schema_method": {"choices": [("function", _("Function call"))]},
    "text_source": {"choices": [("text", _("A text"))]},  # they take no files either
}
TEXT_OR_JSON: Rules = {
    "response_format": {"choices": [("text", _("Text")), ("json_object", _("JSON object"))]}
}
# Pictures in their original size came with GPT-5.4.
SCALED: Rules = {"images.detail": {"choices": ["auto", "low", "high"]}}
CLASSIC: Rules = {**SCALED, "max_tokens": REFUSED, "reasoning_effort": REFUSED, "verbosity": REFUSED}

# Elsewhere a model of this name is a stand-in, or OpenAI's own behind a proxy: both know the older limit.
NAMESAKES = ((COMPATIBLE, OLDER_LIMIT),)

CHAT_FAMILIES = (
    Family(
        name="GPT-6 that always reasons",
        kinds=CHAT,
        patterns=("gpt-6-astra*", "gpt-6.1-sol*", "gpt-6.2-*"),
        rules={**NO_SAMPLING, **effort("low", "medium", "high", "xhigh", "max"), **NO_FUNCTIONS},
    ),
    Family(
        name="GPT-6",
        kinds=CHAT,
        patterns=("gpt-6*",),
        rules={
            **sampling_while("none"),
            **effort("none", "low", "medium", "high", "xhigh", "max"),
            **NO_FUNCTIONS,
        },
    ),
    Family(
        name="GPT-5.6",
        kinds=CHAT,
        patterns=("gpt-5.6*",),
        rules={
            **sampling_while("none"),
            **effort("none", "low", "medium", "high", "xhigh", "max"),
            **NO_FUNCTIONS,
        },
    ),
    Family(
        name="GPT-5.5",
        kinds=CHAT,
        patterns=("gpt-5.5*", "chat-latest"),
        rules={**sampling_while("none"), **effort("none", "low", "medium", "high", "xhigh"), **NO_FUNCTIONS},
    ),
    Family(
        name="GPT-5.4",
        kinds=CHAT,
        patterns=("gpt-5.4*",),
        rules={**sampling_while("", "none"), **effort("none", "low", "medium", "high", "xhigh")},
    ),
    Family(
        name="GPT-5.2 and 5.3",
        kinds=CHAT,
        patterns=("gpt-5.2*", "gpt-5.3*"),
        rules={**sampling_while("", "none"), **effort("none", "low", "medium", "high", "xhigh"), **SCALED},
    ),
    Family(
        name="GPT-5.1",
        kinds=CHAT,
        patterns=("gpt-5.1*",),
        rules={**sampling_while("", "none"), **effort("none", "low", "medium", "high"), **SCALED},
    ),
    Family(
        name="GPT-5",
        kinds=CHAT,
        patterns=("gpt-5", "gpt-5-*"),
        rules={**NO_SAMPLING, **effort("minimal", "low", "medium", "high"), **SCALED},
    ),
    Family(
        name="o-series",
        kinds=CHAT,
        patterns=("o1*", "o3*", "o4*"),
        rules={**NO_SAMPLING, **effort("low", "medium", "high"), **SCALED, "verbosity": REFUSED},
    ),
    Family(
        name="GPT-4 and 3.5, before schemas",
        kinds=CHAT,
        patterns=("gpt-4", "gpt-4-*", "gpt-4o-2024-05-13", "gpt-3.5*"),
        rules={**CLASSIC, **NO_SCHEMAS, **TEXT_OR_JSON},
        servers=NAMESAKES,
    ),
    Family(
        name="GPT Audio",
        kinds=frozenset({Kind.CHAT, Kind.SPEAKING}),
        patterns=("gpt-audio*",),
        rules={**CLASSIC, **NO_SCHEMAS},
    ),
    Family(
        name="GPT-4 and 4o",
        kinds=CHAT,
        patterns=("gpt-4o*", "gpt-4.*", "chatgpt-4o*"),
        rules=CLASSIC,
        servers=NAMESAKES,
    ),
)
