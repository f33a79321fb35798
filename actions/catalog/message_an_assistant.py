from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import families, outputs, replies, sampling
from actions.fields import Choice, Integer, LongText, YesNo, holds
from actions.forms import ActionForm, Model
from actions.messages import USES, files_of, input_of, tools_of
from actions.rows import Rows
from actions.shelves import FileId, Shelved, Snapshot
from actions.streaming import StreamingAction
from actions.threads import begun, told_of
from actions.tools import Tools, with_files
from connections.client import Client, Request
from connections.errors import OpenAIError

KEPT = {"memory": ["thread"]}
MOST_FILES = 50


class MessageAnAssistant(StreamingAction):
    """Send a message to an assistant and get its answer, in a thread that goes on."""

    title, group, icon = _("Message an Assistant"), "Text", "robot"
    path = "/responses"

    class Form(ActionForm):
        message = LongText(
            label=_("Message"), required=True, to=None, help_text=_("What to say to the assistant.")
        )
        assistant = Snapshot(
            shelf="assistants",
            label=_("Assistant"),
            to=None,
            blank=_("None: only what is set below"),
            help_text=_("Yours, and those shared with you. Make one under Assistants."),
        )
        memory = Choice(
            [
                ("thread", _("Keep a thread")),
                ("none", _("One message without a thread")),
            ],
            label=_("Thread"),
            required=True,
            initial="thread",
            to=None,
            help_text=_("In a thread, the next message goes on from here. Not every server keeps threads."),
        )
        conversation = Shelved(
            shelf="conversations",
            label=_("Thread ID"),
            max_length=200,
            default=_("a new thread begins, and the answer gives its ID"),
            when=KEPT,
            help_text=_(
                "The thread to go on with, which begins with “conv_”. Your earlier ones are offered."
            ),
        )
        model = Model(
            families.Kind.RESPONSES,
            required=False,
            default=_("the assistant's own"),
            help_text=_("Asks another model, in this message alone. Pick one, or type any model id."),
        )
        file_ids = Rows(
            {
                "file_id": FileId(purposes=("user_data", "assistants", "vision")),
                "use": Choice(
                    USES,
                    label=_("Use it as"),
                    help_text=_("By itself, for the code interpreter if there is one, else a document."),
                ),
            },
            one=_("file"),
            label=_("File IDs"),
            max_rows=MOST_FILES,
            to=None,
            help_text=_("Files on the server, as Upload a File puts them there. Files lists all of them."),
        )
        tools = Tools(help_text=_("Replaces the assistant's tools in this message. Each use can cost extra."))
        tool_choice = Choice(
            [("auto", _("The model decides")), ("required", _("At least one")), ("none", _("None"))],
            label=_("Use of tools"),
            blank=_("The model decides"),
            advanced=True,
        )
        instructions = LongText(
            label=_("Instructions"),
            max_length=256_000,
            default=_("the assistant's own"),
            help_text=_("Replaces the assistant's instructions in this message."),
        )
        reasoning_effort = sampling.reasoning_effort(to="reasoning.effort")
        max_output_tokens = Integer(
            min_value=16,
            label=_("Max Output Tokens"),
            default=_("up to the model's own limit"),
            advanced=True,
            help_text=_("The longest answer, in tokens (about ¾ of a word each). Thinking counts too."),
        )
        temperature = sampling.temperature(default=_("the assistant's own, else 1"), advanced=True)
        top_p = sampling.top_p()
        verbosity = Choice(
            ["low", "medium", "high"],
            label=_("Verbosity"),
            to="text.verbosity",
            advanced=True,
            help_text=_("How wordy the answer is."),
        )
        store = YesNo(
            label=_("Keep a copy at OpenAI"),
            advanced=True,
            blank=_("Yes, for 30 days (the API's default)"),
            when={"memory": ["none"]},
            help_text=_("A thread is kept until it is deleted, whatever is chosen here."),
        )

        def apply_declarations(self) -> None:
            if not self.shelf("assistants"):
                model: Any = self.fields["model"]
                words = gettext("Pick one that the connection offers, or type any model id.")
                self.fields["model"] = model.changed({"required": True, "default": "", "help_text": words})
            super().apply_declarations()
            if not self.has_tools():
                self.leave_out("tool_choice", self.fields.pop("tool_choice"))

        def has_tools(self) -> bool:
            """Whether there is a row for a tool, or the assistant has one of its own."""
            assistant: Any = self.fields["assistant"]
            rows: Any = self["tools"]
            return bool(rows.row_forms or assistant.facts(self["assistant"].value()).get("tools"))

        def model_otherwise(self, typed: Mapping[str, Any]) -> str:
            assistant: Any = self.fields["assistant"]
            return str(assistant.facts(typed.get("assistant")).get("model") or "")

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            cleaned = self.cleaned_data
            if not cleaned.get("model") and not cleaned.get("assistant") and "model" not in self.errors:
                self.add_error("model", gettext("Choose a model, or an assistant, which has one."))
            if (
                cleaned.get("tool_choice") == "required"
                and "tools" not in self.errors
                and not tools_of(cleaned)
            ):
                self.add_error(
                    "tool_choice",
                    gettext("There is no tool to use. Add one under Tools, or leave this blank."),
                )
            return cleaned

        @classmethod
        def controllers(cls) -> set[str]:
            return {"assistant"} | super().controllers()

    def model(self, values: Mapping[str, Any]) -> str:
        return str(values.get("model") or (values.get("assistant") or {}).get("model") or "")

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        assistant = values.get("assistant") or {}
        own = {"model": self.model(values), "instructions": assistant.get("instructions")}
        if self.takes_temperature(values):
            own["temperature"] = assistant.get("temperature")
        body = {name: value for name, value in own.items() if value not in (None, "")}
        files = files_of(values)
        if tools := tools_of(values):
            body["tools"] = with_files(tools, files["code"])
        asked = {name: value for name, value in (request.json or {}).items() if name != "tools"}
        return replace(request, json={**body, **asked, "input": input_of(values["message"], files)})

    def takes_temperature(self, values: Mapping[str, Any]) -> bool:
        """Whether the model takes the assistant's temperature, which may be set for another one."""
        rule = families.family_of(self.model(values), families.Kind.RESPONSES).rules.get("temperature", {})
        return rule is not None and holds(rule.get("when"), values)

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        thread = str(values.get("conversation") or "")
        if values.get("memory") == "thread" and not thread:
            thread = begun(client)
        request = self.request({**values, "conversation": thread})
        told = told_of(thread, self, values) if thread else None
        any_came = False
        try:
            for value in replies.read(client.stream(request), client):
                any_came = True
                yield value
        except OpenAIError:
            if told and any_came:  # the thread goes on even if this answer does not
                yield told
            raise
        if told:
            yield told
