"""What OpenAI's own Python package sends raises no alarm: there is no better example of right requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from openai import OpenAI

from tests.openapi.upstream import Reply, Upstream

PICTURE = ("a.png", b"\x89PNG\r\n\x1a\n", "image/png")
SPEECH = ("é.mp3", b"ID3\r\n--", "audio/mpeg")
USER: Any = {"role": "user", "content": "Hello"}
MESSAGES: list[Any] = [
    {"role": "system", "content": [{"type": "text", "text": "Be brief."}]},
    {
        "role": "user",
        "name": "ann",
        "content": [{"type": "image_url", "image_url": {"url": "data:,", "detail": "low"}}],
    },
    {
        "role": "assistant",
        "content": None,
        "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
    },
    {"role": "tool", "tool_call_id": "call_1", "content": "4"},
]
TOOLS: list[Any] = [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}]
INPUT: list[Any] = [
    USER,
    {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "call_1", "output": "4"},
    {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Be brief."}]},
]

CALLS: dict[str, Callable[[Any], Any]] = {
    "chat": lambda api: api.chat.completions.create(model="gpt-6-sol", messages=[USER]),
    "chat with everything": lambda api: api.chat.completions.create(
        model="gpt-4o",
        messages=MESSAGES,
        audio={"voice": "alloy", "format": "mp3"},
        frequency_penalty=1,
        logit_bias={"1": 1},
        logprobs=True,
        max_completion_tokens=20,
        metadata={"a": "b"},
        modalities=["text", "audio"],
        moderation={"model": "omni-moderation-latest", "policy": {"input": {"mode": "block"}}},
        n=2,
        parallel_tool_calls=False,
        prediction={"type": "content", "content": "x"},
        prompt_cache_key="k",
        prompt_cache_options={"mode": "explicit", "ttl": "30m"},
        response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": {"a": 1}}},
        safety_identifier="person",
        seed=1,
        service_tier="flex",
        stop="x",
        store=True,
        temperature=1,
        tool_choice="auto",
        tools=TOOLS,
        top_logprobs=3,
        top_p=0.1,
        user="u",
        verbosity="high",
        web_search_options={"search_context_size": "low"},
    ),
    "stream of chat": lambda api: api.chat.completions.create(
        model="gpt-6-luna", messages=[USER], stream=True, stream_options={"include_obfuscation": False}
    ),
    "completion": lambda api: api.completions.create(
        model="m", prompt=["a", "b"], logprobs=3, stop=None, seed=1
    ),
    "picture": lambda api: api.images.generate(
        prompt="x", model="gpt-image-2.6-flare", size="1024x1536", quality="max"
    ),
    "moving picture": lambda api: api.images.generate(
        prompt="x", model="gpt-image-2.5-flare", output_format="gif", frame_count=4, frame_duration_ms=100
    ),
    "drawing": lambda api: api.images.generate(prompt="x", output_format="svg", svg={"model": "gpt-6-sol"}),
    "stream of pictures": lambda api: api.images.generate(
        prompt="x", model="gpt-image-2", stream=True, partial_images=3
    ),
    "edit": lambda api: api.images.edit(image=PICTURE, prompt="x", mask=PICTURE, model="gpt-image-2", n=2),
    "edit of two": lambda api: api.images.edit(
        image=[PICTURE, PICTURE], prompt="x", complexity="low", safety_identifier="p", svg={"model": "m"}
    ),
    "edit with markup": lambda api: api.images.edit(
        image=PICTURE, prompt="x", markup=PICTURE, background="auto"
    ),
    "speech": lambda api: api.audio.speech.create(
        model="tts-1-hd", input="x", voice="fable", response_format="wav"
    ),
    "stream of speech": lambda api: api.audio.speech.create(
        model="gpt-4o-mini-tts",
        input="x",
        voice="cedar",
        instructions="Calm",
        speed=0.25,
        stream_format="sse",
    ),
    "transcription": lambda api: api.audio.transcriptions.create(
        file=SPEECH,
        model="whisper-1",
        language="fr",
        prompt="x",
        temperature=0,
        response_format="verbose_json",
        timestamp_granularities=["word", "segment"],
    ),
    "transcription with hints": lambda api: api.audio.transcriptions.create(
        file=SPEECH, model="gpt-transcribe", languages=["fr", "en"], keywords=["Workroom"], stream=True
    ),
    "transcription of speakers": lambda api: api.audio.transcriptions.create(
        file=SPEECH,
        model="gpt-4o-transcribe-diarize",
        response_format="diarized_json",
        chunking_strategy={"type": "server_vad", "threshold": 0.4, "prefix_padding_ms": 100},
        known_speaker_names=["Ann", "Bo"],
        known_speaker_references=["data:,", "data:,"],
        include=["logprobs"],
    ),
    "translation": lambda api: api.audio.translations.create(
        file=SPEECH, model="whisper-1", response_format="srt"
    ),
    "moderation": lambda api: api.moderations.create(
        input=[{"type": "image_url", "image_url": {"url": "data:,"}}], model="omni-moderation-latest"
    ),
    "upload": lambda api: api.files.create(
        file=SPEECH, purpose="assistants", expires_after={"anchor": "created_at", "seconds": 3600}
    ),
    "files": lambda api: api.files.list(limit=3, order="asc", purpose="vision", after="file-1"),
    "file": lambda api: api.files.retrieve("file-1"),
    "content": lambda api: api.files.content("file-1"),
    "deleted file": lambda api: api.files.delete("file-1"),
    "response": lambda api: api.responses.create(
        model="gpt-6-sol", input=INPUT, conversation="conv_1", stream=True
    ),
    "response with everything": lambda api: api.responses.create(
        model="gpt-5.5",
        input="x",
        include=["message.output_text.logprobs", "file_search_call.results"],
        instructions="x",
        max_output_tokens=16,
        max_tool_calls=2,
        metadata={},
        parallel_tool_calls=True,
        previous_response_id="resp_1",
        reasoning={"effort": "max", "summary": "concise"},
        service_tier="priority",
        temperature=0,
        text={"verbosity": "low", "format": {"type": "json_object"}},
        tool_choice={"type": "file_search"},
        tools=[{"type": "file_search", "vector_store_ids": ["vs"]}, {"type": "image_generation"}],
        top_logprobs=1,
        truncation="disabled",
    ),
    "earlier response": lambda api: api.responses.retrieve("resp_1", include=["reasoning.encrypted_content"]),
    "conversation": lambda api: api.conversations.create(items=[USER], metadata={"a": "b"}),
    "items": lambda api: api.conversations.items.list(
        "conv_1", limit=3, include=["file_search_call.results"]
    ),
    "new items": lambda api: api.conversations.items.create("conv_1", items=INPUT),
    "deleted conversation": lambda api: api.conversations.delete("conv_1"),
    "models": lambda api: api.models.list(),
    "model": lambda api: api.models.retrieve("gpt-6-sol"),
}


# The package warns of each endpoint that is to be shut down; the actions use it as long as it answers.
@pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_the_official_package_sends_is_right(upstream: Upstream, call: Callable[[Any], Any]) -> None:
    upstream.answer(Reply())
    with OpenAI(api_key="sk-test", base_url=upstream.url, max_retries=0) as api:
        call(api.with_raw_response)
    [request] = upstream.requests
    assert request.problems() == []
