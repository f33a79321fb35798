"""Each form has every field it was promised to have, under the label that people know it by.

An input is a field's name; of a repeating group, `messages.role` is the field `role` of its rows.
"""

from __future__ import annotations

from typing import cast

import pytest
from django import forms

from actions.describing import label_of
from actions.registry import get
from actions.rows import Rows

PROMISED = {
    "analyze-images": {
        "Connection": ["connection"],
        "Prompt": ["prompt"],
        "Images": ["images"],
        "Image URL": ["images.url"],
        "Image file": ["images.file"],
        "Model": ["model"],
        "Max Token": ["max_completion_tokens", "max_tokens"],
        "Temperature": ["temperature"],
        "Top P": ["top_p"],
        "Number": ["n"],
    },
    "create-a-completion": {
        "Connection": ["connection"],
        "Select Method": ["method"],
        "Model": ["model"],
        "Messages": ["messages"],
        "Role": ["messages.role"],
        "Message Content": ["messages.content"],
        "Max Token": ["max_completion_tokens", "max_tokens"],
        "Temperature": ["temperature"],
        "Top P": ["top_p"],
        "Number": ["n"],
        "Frequency Penalty": ["frequency_penalty"],
        "Presence Penalty": ["presence_penalty"],
        "Token Probability": ["logit_bias"],
        "Token": ["logit_bias.token"],
        "Probability": ["logit_bias.probability"],
        "Response Format": ["response_format"],
        "Seed": ["seed"],
        "Stop Sequences": ["stop"],
        "Other Input Parameters": ["other"],
        "Parameter Name": ["other.name"],
        "Input Type": ["other.type"],
        "Parameter Value": ["other.value"],
    },
    "create-a-moderation": {"Connection": ["connection"], "Input": ["input"]},
    "edit-an-image": {
        "Connection": ["connection"],
        "Image": ["image"],
        "Prompt": ["prompt"],
        "Mask": ["mask"],
        "Number": ["n"],
        "Size": ["size"],
        "Response Format": ["response_format"],
    },
    "generate-an-image": {
        "Connection": ["connection"],
        "Model": ["model"],
        "Prompt": ["prompt"],
        "Size": ["size"],
        "Number": ["n"],
        "Response Format": ["response_format"],
        "Quality": ["quality"],
    },
    "create-a-translation": {
        "Connection": ["connection"],
        "File Name": ["filename"],
        "File Data": ["file"],
        "Model": ["model"],
        "Prompt": ["prompt"],
        "Temperature": ["temperature"],
    },
    "create-a-transcription": {
        "Connection": ["connection"],
        "File Name": ["filename"],
        "File Data": ["file"],
        "Model": ["model"],
        "Prompt": ["prompt"],
        "Temperature": ["temperature"],
        "Language": ["language"],
    },
    "generate-an-audio": {
        "Connection": ["connection"],
        "Input": ["input"],
        "Model": ["model"],
        "Voice": ["voice"],
        "Output Filename": ["filename"],
        "Response Format": ["response_format"],
        "Speed": ["speed"],
    },
    "upload-a-file": {
        "Connection": ["connection"],
        "File Name": ["filename"],
        "File Data": ["file"],
        "Purpose": ["purpose"],
    },
    "make-an-api-call": {
        "Connection": ["connection"],
        "URL": ["url"],
        "Method": ["method"],
        "Headers": ["headers"],
        "Query String": ["query"],
        "Body": ["body"],
    },
}
FIELDS = [
    (slug, label, place)
    for slug, labels in PROMISED.items()
    for label, places in labels.items()
    for place in places
]


@pytest.mark.parametrize(("slug", "label", "place"), FIELDS)
def test_a_promised_field_has_an_input_with_its_label(slug: str, label: str, place: str) -> None:
    name, _, inner = place.partition(".")
    field: forms.Field = get(slug).fields[name]
    if inner:
        field, name = cast(Rows, field).row_fields[inner], inner

    assert label_of(name, field) == label


@pytest.mark.parametrize("slug", PROMISED)
def test_no_two_fields_that_stand_together_have_one_label(slug: str) -> None:
    form = get(slug).form()
    labels = [label_of(name, field) for name, field in form.fields.items()]

    assert len(labels) == len(set(labels))
