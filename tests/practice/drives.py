"""What OpenAI's own Python package asks of each of its endpoints that Practice has, streaming included."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable
from typing import Any

from openai import OpenAI
from PIL import Image

WORDS = "The train to Vienna leaves at nine."
USER: Any = {"role": "user", "content": WORDS}
CODE: Any = {"type": "code_interpreter", "container": {"type": "auto"}}


def picture() -> tuple[str, bytes, str]:
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), "teal").save(out, "PNG")
    return "a.png", out.getvalue(), "image/png"


def models(api: OpenAI) -> None:
    assert api.models.retrieve(api.models.list().data[0].id)


def chat(api: OpenAI) -> None:
    asked: Any = {"model": "gpt-4o", "messages": [USER]}
    assert WORDS in (api.chat.completions.create(**asked).choices[0].message.content or "")
    said = [chunk.choices[0].delta.content for chunk in api.chat.completions.create(**asked, stream=True)]
    assert WORDS in "".join(filter(None, said))
    kept = api.chat.completions.create(**asked, store=True)
    assert api.chat.completions.retrieve(kept.id).choices == kept.choices
    assert api.chat.completions.delete(kept.id).deleted


def completions(api: OpenAI) -> None:
    asked: Any = {"model": "gpt-3.5-turbo-instruct", "prompt": WORDS, "max_tokens": 60}
    assert api.completions.create(**asked).choices[0].text
    assert list(api.completions.create(**asked, stream=True))


def judged_and_measured(api: OpenAI) -> None:
    assert api.moderations.create(input=["a", "b"]).results[1].categories
    # The package asks for base64 of itself, of which the document says nothing.
    asked: Any = {"model": "text-embedding-3-small", "input": WORDS, "encoding_format": "float"}
    assert len(api.embeddings.create(**asked).data[0].embedding) == 1536


def pictures(api: OpenAI) -> None:
    asked: Any = {"model": "gpt-image-2", "prompt": "A lighthouse", "size": "1024x1024"}
    drawn = (api.images.generate(**asked).data or [])[0].b64_json
    assert Image.open(io.BytesIO(base64.b64decode(drawn or ""))).size == (1024, 1024)
    kinds = [event.type for event in api.images.generate(**asked, stream=True, partial_images=1)]
    assert kinds == ["image_generation.partial_image", "image_generation.completed"]
    assert api.images.edit(**asked, image=picture()).data
    assert [event.type for event in api.images.edit(**asked, image=picture(), stream=True)][-1] == (
        "image_edit.completed"
    )


def sound(api: OpenAI) -> None:
    speech = api.audio.speech.create(model="tts-1", voice="alloy", input=WORDS).read()
    file = ("speech.mp3", speech, "audio/mpeg")
    assert api.audio.transcriptions.create(model="gpt-4o-transcribe", file=file).text == WORDS
    events = list(api.audio.transcriptions.create(model="gpt-transcribe", file=file, stream=True))
    assert events[-1].type == "transcript.text.done"
    assert api.audio.translations.create(model="whisper-1", file=file).text
    asked: Any = {"model": "gpt-4o-mini-tts", "voice": "cedar", "input": WORDS, "stream_format": "sse"}
    assert b"speech.audio.done" in api.audio.speech.create(**asked).read()


def files(api: OpenAI) -> None:
    kept = api.files.create(file=("a.png", picture()[1]), purpose="vision")
    assert next(one.id for one in api.files.list(limit=1)) == kept.id
    assert api.files.retrieve(kept.id).filename == "a.png"
    assert api.files.content(kept.id).read() == picture()[1]
    assert api.files.delete(kept.id).deleted


def stores(api: OpenAI) -> None:
    file = api.files.create(file=("a.txt", WORDS.encode()), purpose="assistants").id
    store = api.vector_stores.create(name="Notes").id
    assert api.vector_stores.files.create(store, file_id=file).status == "completed"
    assert [one.id for one in api.vector_stores.files.list(store)] == [file]
    assert api.vector_stores.retrieve(store).file_counts.total == 1
    assert store in [one.id for one in api.vector_stores.list()]
    assert api.vector_stores.files.delete(file, vector_store_id=store).deleted
    assert api.vector_stores.delete(store).deleted


def responses(api: OpenAI) -> None:
    asked: Any = {"model": "gpt-6-sol", "input": WORDS}
    kept = api.responses.create(**asked)
    assert WORDS in kept.output_text
    assert [event.type for event in api.responses.create(**asked, stream=True)][-1] == "response.completed"
    assert api.responses.retrieve(kept.id).output_text == kept.output_text
    assert list(api.responses.input_items.list(kept.id))
    api.responses.delete(kept.id)


def conversations(api: OpenAI) -> None:
    one = api.conversations.create(items=[USER]).id
    assert api.conversations.retrieve(one).id == one
    assert api.conversations.update(one, metadata={"team": "north"}).metadata == {"team": "north"}
    api.conversations.items.create(one, items=[USER])
    first, _ = api.conversations.items.list(one)
    item: Any = api.conversations.items.retrieve(str(first.id), conversation_id=one)
    assert item.id == first.id
    api.conversations.items.delete(str(first.id), conversation_id=one)
    assert api.conversations.delete(one).deleted


def containers(api: OpenAI) -> None:
    answer = api.responses.create(model="gpt-5.4", input="Make a table of words", tools=[CODE])
    parts: Any = [part for item in answer.output if item.type == "message" for part in item.content]
    (cited,) = [note for part in parts for note in part.annotations]
    assert api.containers.files.content.retrieve(cited.file_id, container_id=cited.container_id).read()


DRIVES: list[Callable[[OpenAI], None]] = [
    models, chat, completions, judged_and_measured, pictures, sound, files, stores, responses, conversations,
    containers,
]  # fmt: skip
