"""What we know better than the document, which is of 2026-05-31. Each entry names its source.

A source is the module under `openai/types` of the official package that says so (3.54.0 of 2026-11-17).
`test_newer.py` checks that it does, and that the document still does not: delete what it has learnt.
Only parameters, answers and events of the endpoints that the actions use are followed up here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.openapi import newer_shapes

TEXT = {"type": "string"}
COUNT = {"type": "integer", "minimum": 0}
EFFORTS = ["none", "minimal", "low", "medium", "high", "xhigh", "max"]
MODE = {"type": "object", "properties": {"mode": {"enum": ["score", "block"]}}, "required": ["mode"]}
MODERATION = {
    "type": "object",
    "properties": {
        "model": TEXT,
        "policy": {"type": "object", "properties": {"input": MODE, "output": MODE}},
    },
    "required": ["model"],
}
CACHE = {
    "type": "object",
    "properties": {"mode": {"enum": ["implicit", "explicit"]}, "ttl": {"enum": ["30m"]}},
}
SVG = {
    "type": "object",
    "properties": {
        "model": TEXT,
        "reasoning": {"type": "object", "properties": {"effort": {"enum": [*EFFORTS, None]}}},
    },
    "required": ["model"],
}
LANGUAGES = {"type": "array", "items": {"type": "object", "properties": {"code": TEXT}, "required": ["code"]}}
ANYTHING = {"type": "object"}
IMAGE_REQUESTS = {  # both shapes of an edit take the same new parameters
    "CreateImageRequest": "image_generate_params",
    "CreateImageEditRequest": "image_edit_params",
    "EditImageBodyJsonParam": "image_edit_params",
}


@dataclass(frozen=True)
class Property:
    """A property that an object of the document lacks. `inside` is a property to step into first."""

    schema: str
    name: str
    means: dict[str, Any]
    source: str
    inside: str = ""


@dataclass(frozen=True)
class Values:
    """Values that a list of allowed ones lacks. Without a property, the schema itself is the list."""

    schema: str
    name: str
    values: tuple[str, ...]
    source: str


def properties() -> Iterator[Property]:
    """Every property that has been added since."""
    for schema, module in IMAGE_REQUESTS.items():
        yield Property(schema, "complexity", {"enum": ["low", "medium", "high"], "nullable": True}, module)
        # The SDK's own words on the parameter: "Accepts integers from 2 through 16", "caps at 655,350 ms".
        yield Property(schema, "frame_count", {"type": "integer", "minimum": 2, "maximum": 16}, module)
        yield Property(
            schema, "frame_duration_ms", {"type": "integer", "minimum": 1, "maximum": 655_350}, module
        )
        yield Property(schema, "safety_identifier", TEXT, module)
        yield Property(schema, "svg", SVG, module)
    yield Property(
        "CreateImageEditRequest", "markup", {"type": "string", "format": "binary"}, "image_edit_params"
    )
    yield Property("CreateChatCompletionRequest", "moderation", MODERATION, "chat.completion_create_params")
    yield Property(
        "CreateChatCompletionRequest", "prompt_cache_options", CACHE, "chat.completion_create_params"
    )
    yield Property("CreateResponse", "moderation", MODERATION, "responses.response_create_params")
    yield Property("CreateResponse", "prompt_cache_options", CACHE, "responses.response_create_params")
    # Named only by the package; the API's documentation gives `gpt-transcribe` as the model that takes them.
    texts = {"type": "array", "items": TEXT}
    yield Property("CreateTranscriptionRequest", "keywords", texts, "audio.transcription_create_params")
    yield Property("CreateTranscriptionRequest", "languages", texts, "audio.transcription_create_params")
    yield from _answer_properties()


def _answer_properties() -> Iterator[Property]:
    yield Property("Model", "shutdown_date", TEXT | {"nullable": True}, "model")
    yield Property("ImagesResponse", "safety_identifier", TEXT | {"nullable": True}, "images_response")
    yield Property("ImagesResponse", "svg_usage", ANYTHING, "images_response")
    completed = TEXT | {"nullable": True}
    yield Property("ImageGenCompletedEvent", "safety_identifier", completed, "image_gen_completed_event")
    yield Property("ImageEditCompletedEvent", "safety_identifier", completed, "image_edit_completed_event")
    yield Property("CreateChatCompletionResponse", "moderation", ANYTHING, "chat.chat_completion")
    yield Property(
        "CreateChatCompletionResponse",
        "metadata",
        {"$ref": "#/components/schemas/Metadata"},
        "chat.chat_completion",
    )
    yield Property("ChatCompletionStreamResponseDelta", "audio", ANYTHING, "chat.chat_completion_chunk")
    yield Property("CreateChatCompletionStreamResponse", "obfuscation", TEXT, "chat.chat_completion_chunk")
    yield Property("CreateChatCompletionStreamResponse", "moderation", ANYTHING, "chat.chat_completion_chunk")
    for name in ("cache_write_tokens", "image_tokens", "text_tokens"):
        yield Property("CompletionUsage", name, COUNT, "completion_usage", inside="prompt_tokens_details")
    yield Property(
        "CompletionUsage", "text_tokens", COUNT, "completion_usage", inside="completion_tokens_details"
    )
    yield Property(
        "ResponseUsage",
        "cache_write_tokens",
        COUNT,
        "responses.response_usage",
        inside="input_tokens_details",
    )
    for name in ("moderation", "prompt_cache_options", "tool_usage"):
        yield Property("Response", name, ANYTHING | {"nullable": True}, "responses.response")
    yield Property("CreateTranscriptionResponseJson", "languages", LANGUAGES, "audio.transcription")
    yield Property("TranscriptTextDoneEvent", "languages", LANGUAGES, "audio.transcription_text_done_event")


def values() -> Iterator[Values]:
    """Every value that has been added since to a list of allowed ones."""
    for schema, module in IMAGE_REQUESTS.items():
        yield Values(schema, "output_format", ("gif", "svg"), module)
        yield Values(schema, "quality", ("xhigh", "max"), module)
    yield Values("ImagesResponse", "output_format", ("gif", "svg"), "images_response")
    yield Values("ImagesResponse", "quality", ("xhigh", "max"), "images_response")
    for event in ("gen_completed", "gen_partial_image", "edit_completed", "edit_partial_image"):
        schema = "Image" + event.title().replace("_", "") + "Event"
        yield Values(schema, "quality", ("xhigh", "max"), f"image_{event}_event")
    # A file may be uploaded for evals; the list of what an uploaded one is for forgets it.
    yield Values("OpenAIFile", "purpose", ("evals",), "file_purpose")
    yield Values("ReasoningEffort", "", ("max",), "shared.reasoning_effort")
    yield Values("ServiceTier", "", ("fast",), "chat.completion_create_params")
    image_part = "chat.chat_completion_content_part_image_param"
    yield Values("ChatCompletionRequestMessageContentPartImage", "image_url", ("original",), image_part)


def amend(document: dict[str, Any]) -> None:
    """Add all of it to the document, in place."""
    schemas = document["components"]["schemas"]
    for added in properties():
        home = schemas[added.schema]
        if added.inside:
            home = home["properties"][added.inside]
        # Where a schema is put together by allOf, properties of its own beside it are one more part.
        home.setdefault("properties", {})[added.name] = added.means
    for more in values():
        known = allowed_values(schemas, more)
        known += [value for value in more.values if value not in known]
    newer_shapes.amend(document)


def allowed_values(schemas: dict[str, Any], place: Values) -> list[Any]:
    """The list of allowed values at a place; KeyError if there is none."""
    schema = schemas[place.schema]
    found = _first_list(schemas, schema["properties"][place.name] if place.name else schema)
    if found is None:
        raise KeyError(f"{place.schema} {place.name} allows anything")
    return found


def _first_list(schemas: dict[str, Any], schema: dict[str, Any]) -> list[Any] | None:
    if "$ref" in schema:
        return _first_list(schemas, schemas[schema["$ref"].rpartition("/")[2]])
    if "enum" in schema:
        known: list[Any] = schema["enum"]
        return known
    inner = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("properties", {}).values()]
    return next((found for each in inner if (found := _first_list(schemas, each)) is not None), None)
