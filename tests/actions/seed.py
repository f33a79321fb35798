"""The tables of the twelve actions as they were promised: every field, under the label that people know.

A line: the label; the inputs that stand for it (`messages.role` is one of the rows of `messages`); whether it
must be filled in; what holds where it is not, or what it offers, where that was promised.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CONNECTION = "Connection | connection | yes"
MODEL = "Model | model | yes"
TABLES = {
    "analyze-images": f"""
        {CONNECTION}
        Prompt | prompt | yes
        Images | images | yes
        Image URL | images.url | yes
        Image file | images.file | yes
        {MODEL}
        Max Token | max_completion_tokens max_tokens | no | 300
        Temperature | temperature | no | 1
        Top P | top_p | no | 1
        Number | n | no | 1
    """,
    "create-a-completion": f"""
        {CONNECTION}
        Select Method | method | yes | chat
        {MODEL}
        Messages | messages | yes
        Role | messages.role | yes | user
        Message Content | messages.content | yes
        Max Token | max_completion_tokens | no | the model's own limit
        Max Token | max_tokens | no | 16
        Temperature | temperature | no | 1
        Top P | top_p | no | 1
        Number | n | no | 1
        Frequency Penalty | frequency_penalty | no | 0
        Presence Penalty | presence_penalty | no | 0
        Token Probability | logit_bias | no
        Token | logit_bias.token | yes
        Probability | logit_bias.probability | yes
        Response Format | response_format | no | text json_object json_schema
        Seed | seed | no
        Stop Sequences | stop | no
        Other Input Parameters | other | no
        Parameter Name | other.name | yes
        Input Type | other.type | yes | text number boolean array collection date
        Parameter Value | other.value | yes
    """,
    "create-a-moderation": f"""
        {CONNECTION}
        Input | input | yes
    """,
    "edit-an-image": f"""
        {CONNECTION}
        Image | image | yes
        Prompt | prompt | yes
        Mask | mask | no
        Number | n | no | 1
        Size | size | no | 256x256 512x512 1024x1024
        Response Format | response_format | no | url b64_json
    """,
    "generate-an-image": f"""
        {CONNECTION}
        {MODEL}
        Prompt | prompt | yes
        Size | size | no | 256x256 512x512 1024x1024
        Number | n | no | 1
        Response Format | response_format | no | url b64_json
        Quality | quality | no | standard hd
    """,
    "create-a-translation": f"""
        {CONNECTION}
        File Name | filename | no
        File Data | file | yes
        {MODEL}
        Prompt | prompt | no
        Temperature | temperature | no
    """,
    "create-a-transcription": f"""
        {CONNECTION}
        File Name | filename | no
        File Data | file | yes
        {MODEL}
        Prompt | prompt | no
        Temperature | temperature | no
        Language | language | no | en de fr
    """,
    "transform-text-to-structured-data": f"""
        {CONNECTION}
        {MODEL}
        Text to Parse | text | yes
        Prompt | prompt | yes
        Structured Data Definition | parameters | yes
        Parameter Name | parameters.name | yes
        Description | parameters.description | no
        Data Type | parameters.type | yes | text number boolean date array-text
        Value Examples | parameters.examples | no
        Is Parameter Required? | parameters.required | yes | yes no
        Object Definitions | objects | no
        Object Name | objects.name | yes
        Description | objects.description | no
        Properties | objects.properties | yes
        Parameter Name | objects.properties.name | yes
        Description | objects.properties.description | no
        Data Type | objects.properties.type | yes | text number boolean date array-text
        Is Parameter Required? | objects.properties.required | yes | yes no
    """,
    "generate-an-audio": f"""
        {CONNECTION}
        Input | input | yes
        {MODEL}
        Voice | voice | yes | alloy echo fable onyx nova shimmer
        Output Filename | filename | no
        Response Format | response_format | no | mp3 opus aac flac
        Speed | speed | no | 1
    """,
    "message-an-assistant": f"""
        {CONNECTION}
        Message | message | yes
        Assistant | assistant | no
        Thread ID | conversation | no | a new thread begins
        Model | model | no | the assistant's own
        File IDs | file_ids | no
        Tools | tools | no
        Instructions | instructions | no | the assistant's own
    """,
    "upload-a-file": f"""
        {CONNECTION}
        File Name | filename | no
        File Data | file | yes
        Purpose | purpose | yes | assistants fine-tune
    """,
    "make-an-api-call": f"""
        {CONNECTION}
        URL | url | yes
        Method | method | yes | GET POST PUT PATCH DELETE
        Headers | headers | no
        Query String | query | no
        Body | body | no
    """,
}


@dataclass(frozen=True)
class Promise:
    """A field that an action was promised to have, and one of the inputs that stand for it."""

    slug: str
    label: str
    place: str
    required: bool
    says: str = ""

    def __str__(self) -> str:
        return f"{self.slug}: {self.label} ({self.place})"


def promises(slug: str = "") -> list[Promise]:
    """What was promised of an action, or of all."""
    return list(read({slug: TABLES[slug]} if slug else TABLES))


def read(tables: Mapping[str, str]) -> Iterator[Promise]:
    for slug, table in tables.items():
        for line in filter(None, map(str.strip, table.splitlines())):
            label, places, need, *says = (cell.strip() for cell in line.split("|"))
            for place in places.split():
                yield Promise(slug, label, place, need == "yes", *says)
