"""Text that does harm wherever it is not escaped, put into everything; and what is found where it did."""

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from audit.models import Entry
from config.data import HERE
from connections.models import Connection, OfferedModel
from runs.models import Attempt, Output
from tests.runs.pages import a_file, a_run, answered
from tests.security.house import House, furnished

SCRIPT = "\"'><img src=x onerror=hurt=1><script>hurt=1</script><b class=hurt>{{7*7}}"
MARKDOWN = (
    f"[a](javascript:hurt=1) ![b](javascript:hurt=1) <javascript:hurt=1>\n\n# {SCRIPT}\n\n```{SCRIPT}\n```"
)
OURS = {"audit", "people", "connections", "assistants", "library", "runs", "auth"}
# Not text that anybody gives, but what our own code goes by.
NAMES_OF_OURS = {
    "Attachment.field", "Output.file", "User.password", "Connection.base_url", "Connection.api_key",
    "Permission.name", "Permission.codename",
}  # fmt: skip
KEYS_OF_OURS = {"action", "role", "kind"}


def hurtful(value: Any, key: str = "") -> Any:
    """Return JSON with the script for every text in it, the keys of dictionaries too."""
    match value:
        case str():
            return value if key in KEYS_OF_OURS else SCRIPT
        case dict():
            return {name: hurtful(item, name) for name, item in value.items()}
        case list():
            return [hurtful(item, key) for item in value]
        case _:
            return value


def poison() -> None:
    """Put the script into every text of every row."""
    for model in apps.get_models():
        if model._meta.app_label in OURS and model._meta.managed and model is not Entry:
            for row in model._base_manager.all():
                poison_row(row)
                row.save()


def poison_row(row: models.Model) -> None:
    for field in row._meta.concrete_fields:
        if f"{type(row).__name__}.{field.name}" in NAMES_OF_OURS or field.choices:
            continue
        if isinstance(field, models.JSONField):
            setattr(row, field.name, hurtful(getattr(row, field.name)))
        elif (
            type(field) in (models.CharField, models.TextField)
            and (field.max_length or 999) > len(SCRIPT) + 5
        ):
            setattr(row, field.name, f"{SCRIPT}{row.pk}")


def every_output() -> list[Output]:
    """Return a result of each kind, full of text."""
    segment = {"start": 0.0, "end": 1.5, "text": "a", "speaker": "b"}
    score = {"category": "a", "score": 0.5, "flagged": True}
    facts = [{"label": "a", "asked": "b", "delivered": "c", "differs": True}]
    onward = {"action": "create-a-completion", "label": "a", "fields": {"prompt": "b"}}
    picture = a_file(b"no picture", "a.png", "image/png", "image")
    picture.data = {"facts": facts}
    return [
        Output(kind="text", text="a"),
        Output(kind="text", text="a", data={"plain": True}),
        Output(kind="json", data={SCRIPT: "a"}),
        Output(kind="table", data={"columns": ["a"], "rows": [["b", {"c": "d"}]]}),
        Output(kind="transcript", text="a", data={"segments": [segment], "language": "b", "duration": 1.5}),
        Output(kind="verdict", data={"flagged": True, "scores": [score]}),
        Output(kind="thread", text="a", data={"title": "b", "onward": onward}),
        Output(kind="remotefile", text="a", data={"id": "b", "filename": "c"}),
        picture,
        a_file(b"no sound", "a.mp3", "audio/mpeg", "audio"),
        a_file(b"<script>", "a.svg", "image/svg+xml"),
        a_file(b"no picture", "a.webp", "image/webp", "preview"),
    ]


def poisoned() -> House:
    """Return the house with runs in every state and results of every kind, all of it full of the script."""
    house = furnished()
    owner = house.people["owner"]
    line = Connection.objects.get()
    line.models_error = line.test_message = line.organization = line.project = "a"
    line.save()
    OfferedModel.objects.create(connection=line, model_id="a", owned_by="b")
    run = answered(a_run(owner, line), *every_output(), usage={SCRIPT: 1}, notices=["a"])
    error = dict.fromkeys(("message", "advice", "code", "param", "field", "detail", "request_id"), "a")
    error |= {"kind": "rejected"}
    failed = answered(a_run(owner, line), state="failed", error=error)
    running = a_run(owner, line, state="running", progress="a")
    Attempt.objects.create(run=running, number=1, error=error)
    poison()
    Output.objects.filter(run=run, kind="text", data=None).update(text=MARKDOWN)
    Entry.objects.create(
        who_name=SCRIPT, name=SCRIPT, event="made-up", kind="thing", details={SCRIPT: SCRIPT}
    )
    for number, one in enumerate((run, failed, running)):
        house.things[f"another run {number}"] = str(one.key)
    return house


class Wounds(HTMLParser):
    """Finds what the script became, if anything but text: `found` says what."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = given.get("href", "") + given.get("action", "")
        if (
            given.get("class") == "hurt"
            or (tag == "script" and "src" not in given)
            or any(name.startswith("on") for name in given)
            or address.strip().lower().startswith(("javascript:", "data:", "vbscript:"))
        ):
            self.found.append(self.get_starttag_text() or tag)


def partials() -> set[str]:
    """Return the kinds of results that there is a partial for."""
    files = Path(HERE, "templates/runs/outputs").glob("_*.html")
    return {file.stem.removeprefix("_") for file in files} - {"head", "source"}
