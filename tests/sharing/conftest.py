"""What the tests of sharing start from: a run of Alice's with a file and two results."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from runs.models import Attachment, Output, Run
from tests.runs.pages import a_connection, a_file, a_recording, a_run, answered
from tests.sharing.pages import PROMPT


@pytest.fixture
def run(alice: Any) -> Run:
    run = a_run(alice, a_connection(), PROMPT)
    picture = a_file(b"\x89PNG", "a-secret-plan.png", "image/png", "image")
    picture.alt = "A secret plan, as it was described"
    picture.data = {"facts": [{"label": "Prompt", "asked": PROMPT, "delivered": PROMPT, "differs": False}]}
    answered(run, Output(kind="text", text="The answer is **42**."), picture)
    Attachment.objects.keep(alice, "file", a_recording()).attach(run)
    return run


@pytest.fixture
def press(alice: Any, bob: Any) -> Group:
    press = Group.objects.create(name="Press")
    press.user_set.add(alice, bob)
    return press
