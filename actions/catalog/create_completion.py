from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import answer_format, families, sampling
from actions.action import Prepared
from actions.biases import check_tokens, token_ids, token_probabilities
from actions.chat import ChatAction, Teller
from actions.defining import DefiningForm
from actions.definitions import SAVABLE, objects, parameters
from actions.describing import label_of
from actions.fields import NAME, Choice, Declared, Integer, LongText, Text, YesNo
from actions.forms import Model
from actions.parameters import OtherParameters, refuse_known
from actions.rows import Rows
from connections.client import Request

CHAT = {"method": ["chat"]}
PROMPT = {"method": ["prompt"]}
ROLES = [
    ("user", _("User")),
    ("assistant", _("Assistant")),
    ("system", _("System")),
    ("developer", _("Developer")),
]


VARIATIONS = _(
    "Write five variations of the prompt below. Keep what it asks for, and vary how: the wording, the "
    "details, the order, the mood. Each is to stand by itself, so that it can be copied and used as it is."
    "\n\n"
    "Prompt:\n%(prompt)s"
)


class CreateCompletion(ChatAction):
    """Ask a model to answer a conversation or to carry on a text."""

    title, group, icon = _("Create a Completion"), "Text", "message-circle"
    path = "/chat/completions"
    begins = {"messages-content": _("Ask about this text")}
    prepares = Prepared("messages-content", _("Make variations of the prompt"), VARIATIONS)
    savable = SAVABLE

    class Form(DefiningForm):
        method = Choice(
            [("chat", _("Chat: messages in turn")), ("prompt", _("Prompt: a text to carry on"))],
            label=_("Select Method"),
            required=True,
            initial="chat",
            to=None,
            help_text=_("OpenAI answers chats only; the prompt method is for servers that still offer it."),
        )
        model = Model(families.Kind.CHAT).but(PROMPT, kind=families.Kind.PROMPT)
        messages = Rows(
            {
                "role": Choice(ROLES, label=_("Role"), required=True, initial="user"),
                "content": LongText(label=_("Message Content"), required=True),
            },
            one=_("message"),
            label=_("Messages"),
            min_rows=1,
            when=CHAT,
            help_text=_(
                "Your question goes in a User message; a System or Developer message sets the rules."
            ),
        )
        prompt = LongText(
            label=_("Prompt"), required=True, rows=6, when=PROMPT, help_text=_("The text to carry on.")
        )
        reasoning_effort = sampling.reasoning_effort(when=CHAT)
        max_completion_tokens = sampling.max_completion_tokens(when=CHAT)
        max_tokens = sampling.max_tokens()
        temperature = sampling.temperature()
        top_p = sampling.top_p()
        n = sampling.number()
        frequency_penalty = sampling.frequency_penalty()
        presence_penalty = sampling.presence_penalty()
        logit_bias = token_probabilities()
        response_format = answer_format.response_format(when=CHAT)
        schema_by = answer_format.schema_by()
        json_schema_name = answer_format.schema_name()
        json_schema = answer_format.json_schema()
        json_schema_strict = answer_format.strict()
        parameters = parameters(when=answer_format.BUILT, advanced=True)
        objects = objects(when=answer_format.BUILT, advanced=True)
        seed = sampling.seed()
        stop = sampling.stop_sequences()
        verbosity = Choice(
            ["low", "medium", "high"],
            label=_("Verbosity"),
            advanced=True,
            when=CHAT,
            help_text=_("How wordy the answer is."),
        )
        logprobs = YesNo(label=_("Show token probabilities"), advanced=True, when=CHAT)
        top_logprobs = Integer(
            min_value=0,
            max_value=20,
            label=_("Likely alternatives for each token"),
            advanced=True,
            when={**CHAT, "logprobs": ["true"]},
        )
        logprobs_count = Integer(
            min_value=0,
            max_value=5,
            label=_("Show token probabilities"),
            to="logprobs",
            advanced=True,
            when=PROMPT,
        )
        suffix = Text(
            label=_("Suffix"),
            advanced=True,
            when=PROMPT,
            help_text=_("What comes after the text that the model fills in."),
        )
        echo = YesNo(label=_("Repeat the prompt in the answer"), advanced=True, when=PROMPT)
        best_of = Integer(
            min_value=1,
            max_value=20,
            label=_("Best of"),
            default="1",
            advanced=True,
            when=PROMPT,
            help_text=_("Writes this many answers and returns the best. All of them cost."),
        )
        service_tier = Choice(
            ["auto", "default", "flex", "scale", "priority"],
            label=_("Service Tier"),
            advanced=True,
            when=CHAT,
            help_text=_("Flex is cheaper and slower, priority dearer and faster."),
        )
        store = YesNo(
            label=_("Keep a copy at OpenAI"), advanced=True, when=CHAT, blank=_("No (the API's default)")
        )
        other = OtherParameters(help_text=_("Anything else the API takes, such as metadata or tools."))

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            refuse_known(self, sent_by_fields)
            said = " ".join(row["content"] for row in self.cleaned_data.get("messages") or ())
            answer_format.check(self, said)
            check_tokens(self)
            best_of, n = self.cleaned_data.get("best_of"), self.cleaned_data.get("n")
            if best_of and n and n > best_of:
                self.add_error(
                    "best_of",
                    ValidationError(
                        gettext("Must be at least the number of answers, %(n)s.") % {"n": n}, code="best_of"
                    ),
                )
            return self.cleaned_data

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        body = dict(request.json or {})
        if biases := body.get("logit_bias"):
            body["logit_bias"] = token_ids(biases, self.model(values))
        if schema := answer_format.built(values):
            body["response_format"]["json_schema"] |= schema
        return replace(request, json=body)

    def teller(self, values: Mapping[str, Any]) -> Teller:
        return answer_format.teller(values)

    def endpoint(self, values: Mapping[str, Any]) -> str:
        return "/completions" if values.get("method") == "prompt" else self.path

    def streams(self, values: Mapping[str, Any]) -> bool:
        asked = {row["name"] for row in values.get("other") or ()}
        return not asked & {"stream", "audio"} and (values.get("best_of") or 1) == 1

    def prompt(self, values: Mapping[str, Any]) -> str:
        asked = [row["content"] for row in values.get("messages") or () if row["role"] == "user"]
        return str((asked[-1] if asked else values.get("prompt")) or "")

    def headline(self, values: Mapping[str, Any]) -> str:
        return super().headline({"prompt": self.prompt(values)})


def sent_by_fields() -> dict[str, str]:
    """Return what the form itself sends, by its place at the outermost: the label of the field."""
    fields = {
        name: field
        for name, field in CreateCompletion.Form.base_fields.items()
        if isinstance(field, Declared) and field.to is not None
    }
    return {
        (name if field.to == NAME else str(field.to)).split(".")[0]: label_of(name, field)
        for name, field in fields.items()
    }
