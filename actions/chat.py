"""Reading what chat and prompt completions answer, whole or as a stream."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import exp
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import outputs
from actions.streaming import StreamingAction
from connections.client import Answer, Request
from connections.errors import Unusable

STOPPED = {
    "length": _("The answer was cut off at the token limit. Raise “Max Token” for a longer one."),
    "content_filter": _("Part of the answer was left out by the service's content filter."),
}


@dataclass
class Answered:
    """One of the answers, gathered from a message or from a stream's pieces."""

    text: str = ""
    refusal: str = ""
    finish_reason: str = ""
    tool_calls: dict[int, dict[str, Any]] = field(default_factory=dict)
    tokens: list[dict[str, Any]] = field(default_factory=list)
    audio: Mapping[str, Any] | None = None

    def add(self, choice: Mapping[str, Any]) -> str:
        """Take in a choice or a piece of one; return the words it brought."""
        part = choice.get("delta") or choice.get("message") or {"content": choice.get("text")}
        words = part.get("content") or ""
        self.text += words
        self.refusal += part.get("refusal") or ""
        self.finish_reason = choice.get("finish_reason") or self.finish_reason
        self.audio = part.get("audio") or self.audio
        self.tokens += tokens_of(choice.get("logprobs") or {})
        for place, call in enumerate(part.get("tool_calls") or ()):
            self.add_call(call.get("index", place), call)
        return words or part.get("refusal") or ""

    def add_call(self, index: int, call: Mapping[str, Any]) -> None:
        known = self.tool_calls.setdefault(index, {"name": "", "arguments": ""})
        function = call.get("function") or {}
        known["name"] += function.get("name") or ""
        known["arguments"] += function.get("arguments") or ""

    def present(self, note: str = "") -> Iterator[outputs.Value]:
        """Yield what this answer leaves behind."""
        if self.text:
            yield outputs.Text(self.text, note)
        if self.refusal:
            yield outputs.Text(self.refusal, note)
            yield outputs.Notice(gettext("The model declined to answer. Rephrasing the request may help."))
        if self.tool_calls:
            calls = [
                {**call, "arguments": parsed(call["arguments"]) or call["arguments"]}
                for call in self.tool_calls.values()
            ]
            yield outputs.Json(calls, note or gettext("Functions the model wants called"))
        if self.audio:
            yield outputs.Audio(
                file=outputs.decoded(self.audio["data"]),
                filename="answer.wav",
                media_type="audio/wav",
            )
        if self.tokens:
            rows = [
                (token["token"], f"{exp(token['logprob']):.1%}", alternatives(token)) for token in self.tokens
            ]
            yield outputs.Table(
                (gettext("Token"), gettext("Probability"), gettext("Alternatives")), rows, note
            )
        if warning := STOPPED.get(self.finish_reason):
            yield outputs.Notice(str(warning))


# Yields what an answer leaves behind; the note says which of several it is.
Teller = Callable[[Answered, str], Iterator[outputs.Value]]


def as_json(answer: Answered, note: str) -> Iterator[outputs.Value]:
    """Yield an answer that was to be JSON: as data, if it is."""
    if (data := parsed(answer.text)) is not None:
        yield outputs.Json(data, note)
        answer = replace(answer, text="")
    yield from answer.present(note)


def tokens_of(logprobs: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tokens with their log probabilities, from either endpoint's shape."""
    if "content" in logprobs:
        return list(logprobs["content"] or ())
    pairs = zip(logprobs.get("tokens") or (), logprobs.get("token_logprobs") or (), strict=False)
    return [{"token": token, "logprob": value} for token, value in pairs if value is not None]


def alternatives(token: Mapping[str, Any]) -> str:
    others = [other for other in token.get("top_logprobs") or () if other["token"] != token["token"]]
    return ", ".join(f"{other['token']!r} {exp(other['logprob']):.1%}" for other in others)


def parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


class ChatAction(StreamingAction):
    """An action that asks for chat or prompt completions."""

    def teller(self, values: Mapping[str, Any]) -> Teller:  # noqa: ARG002 - an action may decide by its values
        """Return what tells of each answer."""
        return Answered.present

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        if not self.streams(values) or (request.json or {}).get("stream_options"):
            return request
        # Without it a streamed answer says nothing of what it used.
        return replace(request, json={**(request.json or {}), "stream_options": {"include_usage": True}})

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        body = answer.object_with_files("choices")
        yield from gathered(iter([body]), self.teller(values), stored=is_stored(values))

    def read(self, events: Iterator[dict[str, Any]], values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        yield from gathered(events, self.teller(values), stored=is_stored(values))


def is_stored(values: Mapping[str, Any]) -> bool:
    """Whether the server was asked to keep the answer: unlike a response, it does not say so itself."""
    return bool(values.get("store"))


def gathered(
    parts: Iterator[dict[str, Any]], tell: Teller = Answered.present, *, stored: bool = False
) -> Iterator[outputs.Value]:
    """Yield the words as they come, then every answer whole, in the order of their index.

    Raises Unusable if there was no word of any answer, not even that there is none.
    """
    answers: dict[int, Answered] = {}
    answered = False
    for part in parts:
        answered = answered or "choices" in part
        if stored and isinstance(answer_id := part.get("id"), str):
            yield outputs.Copied("chat/completions", answer_id)
            stored = False
        for choice in part.get("choices") or ():
            index = choice.get("index", 0)
            if words := answers.setdefault(index, Answered()).add(choice):
                yield outputs.Delta(words, index)
        if usage := part.get("usage"):
            yield outputs.Usage(usage)
    if not answered:
        raise Unusable
    for place, index in enumerate(sorted(answers), start=1):
        note = (
            gettext("Answer %(place)s of %(answers)s") % {"place": place, "answers": len(answers)}
            if len(answers) > 1
            else ""
        )
        yield from tell(answers[index], note)
    if not any(
        answer.text or answer.refusal or answer.tool_calls or answer.audio for answer in answers.values()
    ):
        yield outputs.Notice(gettext("The model answered without any text."))
