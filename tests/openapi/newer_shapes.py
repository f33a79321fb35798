"""Shapes that we know better than the document: not a property or a value more, but another form.

Each names its source; `tests.openapi.newer` lists what is only more.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

TEXT = {"type": "string"}
ANY_SIZE = {"type": "string", "pattern": "^(auto|\\d+x\\d+)$"}
SIZED = (
    "EditImageBodyJsonParam", "ImagesResponse", "ImageGenPartialImageEvent", "ImageGenCompletedEvent",
    "ImageEditPartialImageEvent", "ImageEditCompletedEvent",
)  # fmt: skip


def amend(document: dict[str, Any]) -> None:
    """Change the shapes in place."""
    paths, schemas = document["paths"], document["components"]["schemas"]
    # openai/types/image_edit_params.py: the newer image models take any width and height, as generations do.
    # Their answers and events name the size that was drawn.
    for name in SIZED:
        schemas[name]["properties"]["size"] = ANY_SIZE
    # openai/resources/completions.py: a streamed completion is the answer's own object, piece by piece.
    answers = paths["/completions"]["post"]["responses"]["200"]["content"]
    answers["text/event-stream"] = {"schema": {"$ref": _ref("CompletionPiece")}}
    piece = deepcopy(schemas["CreateCompletionResponse"])
    piece["properties"]["choices"]["items"]["properties"]["finish_reason"]["nullable"] = True
    # ChatCompletionStreamOptions: "all other chunks will also include a usage field, but with a null value".
    piece["properties"]["usage"] = {"anyOf": [piece["properties"]["usage"], {"type": "null"}]}
    schemas["CompletionPiece"] = piece
    # developers.openai.com, "Delete a model response": the answer has a body; the document gives it none.
    deleted = {"id": TEXT, "object": {"enum": ["response", "response.deleted"]}, "deleted": {"const": True}}
    paths["/responses/{response_id}"]["delete"]["responses"]["200"]["content"] = {
        "application/json": {"schema": {"type": "object", "properties": deleted, "required": list(deleted)}}
    }


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"
