"""Every range that is documented for a field, as OpenAI's reference has it, and those that are our own.

One line: the action, the field (`rows.inner`), what is counted, the least and the greatest ("-" is none);
then the models that it is said of, all if it does not say, and a choice of another field that it needs.
A line for some models stands before the one for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

CHAT = """
    temperature number 0 2 * reasoning_effort=none
    top_p number 0 1 * reasoning_effort=none
"""
NAMES = """
    parameters.name length 1 64
    parameters.object length 1 64
    objects.name length 1 64
    objects.properties.name length 1 64
    objects.properties.object length 1 64
"""
PICTURES = """
    prompt length 1 1000 dall-e-2*
    prompt length 1 4000 dall-e-3*
    prompt length 1 32000
    n number 1 1 dall-e-3*
    n number 1 10
    output_compression number 0 100
    partial_images number 0 3
    frame_count number 2 16
    frame_duration_ms number 1 655350
    user length 0 64
"""
TABLE = {
    "analyze-images": f"""
        {CHAT}
        n number 1 128
        max_completion_tokens number 1 -
        max_tokens number 1 -
        images rows 1 50
        images.file bytes - 20971520
    """,
    "create-a-completion": f"""
        {CHAT}
        {NAMES}
        messages rows 1 -
        n number 1 128
        max_completion_tokens number 1 -
        max_tokens number 1 -
        frequency_penalty number -2 2
        presence_penalty number -2 2
        logit_bias.probability number -100 100
        seed number -9223372036854775808 9223372036854775807
        stop rows 0 4
        top_logprobs number 0 20 * reasoning_effort=none
        logprobs_count number 0 5
        best_of number 1 20
        json_schema_name length 1 64
        other.name length 1 64
    """,
    "create-a-moderation": """
        texts rows 0 50
        image_file bytes - 20971520
    """,
    "edit-an-image": f"""
        {PICTURES}
        image rows 1 1 dall-e-2*
        image rows 1 16
        image.file bytes - 52428800
        mask bytes - 4194303
        markup bytes - 4194303
    """,
    "generate-an-image": PICTURES,
    "create-a-translation": """
        file bytes - 26214400
        temperature number 0 1
    """,
    "create-a-transcription": """
        file bytes - 26214400
        temperature number 0 1
        timestamp_granularities rows 0 2
        known_speaker_names rows 0 4
        known_speaker_names.reference bytes - 5242880
        include rows 0 1
    """,
    "transform-text-to-structured-data": f"""
        {CHAT}
        {NAMES}
        max_completion_tokens number 1 -
        max_tokens number 1 -
        file_ids rows 1 20
    """,
    "generate-an-audio": """
        input length 1 4096
        instructions length 0 4096
        speed number 0.25 4
    """,
    "message-an-assistant": f"""
        {CHAT}
        max_output_tokens number 16 -
        instructions length 0 256000
        file_ids rows 0 50
        tools rows 0 3
    """,
    "upload-a-file": """
        file bytes - 536870912
        expires_after_hours number 1 720
    """,
    "make-an-api-call": """
        form.file bytes - 536870912
        pages number 1 100
    """,
}
# What no reference limits: names and ids, so that no page of text is stored as one.
OUR_OWN = {
    "model", "chat_model", "svg_model", "filename", "conversation", "url", "image_url", "images.url",
    "objects", "file_ids.file_id", "tools.vector_store_ids", "logit_bias.token", "headers.name",
    "headers.value", "query.name", "query.value", "form.name",
}  # fmt: skip
MOST_ROWS = 100  # of any group that has no limit of its own

# What is taken, and what is not: by an edge, by the multiple, by the ratio, by too few and too many pixels.
SIZES = """
    dall-e-2*     256x256 512x512 1024x1024                  not  256x512 1536x1024 auto
    dall-e-3*     1024x1024 1792x1024 1024x1792              not  512x512 1536x1024 auto
    gpt-image-1*  auto 1024x1024 1536x1024 1024x1536         not  1040x1024 512x512
    gpt-image-2*  auto 3840x2160 3072x1024 816x816           not  3856x2144 1025x1024 3072x1008 800x800
    *             256x256 2000x10                            not  big
"""


@dataclass(frozen=True)
class Range:
    """What a field takes, for some models."""

    field: str
    counted: str
    least: float | None
    most: float | None
    models: str = "*"
    needs: str = ""

    def is_for(self, model: str) -> bool:
        return fnmatchcase(model, self.models)


def ranges(slug: str) -> Iterator[Range]:
    for line in filter(None, map(str.split, TABLE[slug].splitlines())):
        field, counted, least, most, *more = line
        yield Range(field, counted, limit(least), limit(most), *more)


def limit(text: str) -> float | None:
    return None if text == "-" else float(text) if "." in text else int(text)


def sizes(model: str) -> tuple[list[str], list[str]]:
    """The sizes that a model takes, and those that it does not."""
    lines = [line.split() for line in SIZES.strip().splitlines()]
    words = next(words for pattern, *words in lines if fnmatchcase(model, pattern))
    return words[: words.index("not")], words[words.index("not") + 1 :]
