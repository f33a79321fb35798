"""What was asked of a picture and what was delivered stand side by side on its run's page."""

from io import BytesIO

import pytest
from django.template.loader import render_to_string

from actions.outputs import Fact, Image
from runs.models import Attempt, Run
from runs.recording import Recording


@pytest.mark.django_db
def test_facts_are_kept_with_the_picture_and_differences_are_marked() -> None:
    picture = Image(
        file=BytesIO(b"\x89PNG"),
        filename="fox.png",
        media_type="image/png",
        facts=(Fact("Size", "1024x1024", "1536x1024"), Fact("Quality", "auto", "low")),
    )
    recording = Recording(Run(), Attempt(pk=1))
    output = recording.output(picture)
    recording.forget()

    assert output.data == {
        "facts": [
            {"label": "Size", "asked": "1024x1024", "delivered": "1536x1024", "differs": True},
            {"label": "Quality", "asked": "auto", "delivered": "low", "differs": False},
        ]
    }
    drawn = render_to_string("runs/outputs/_image.html", {"output": output, "run": Run()})
    assert drawn.count("differs") == 2  # its class and its word, once
    assert "1536x1024" in drawn
