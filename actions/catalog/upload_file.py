from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import json_lines, outputs
from actions.action import Action
from actions.fields import Choice, Filename, Integer
from actions.forms import ActionForm
from actions.uploads import MEGABYTE, File
from connections.client import Answer, Request

PURPOSES = [
    ("user_data", _("User data: for use in requests")),
    ("assistants", _("Assistants: for file search and code interpreter")),
    ("vision", _("Vision: images")),
    ("batch", _("Batch: many requests at once, as .jsonl")),
    ("fine-tune", _("Fine Tune: examples to learn from, as .jsonl")),
    ("evals", _("Evals: examples to judge by")),
]
# The purposes whose files are lines of JSON, with what every line must have.
LINES: dict[str, tuple[str, ...]] = {"batch": ("custom_id", "method", "url"), "fine-tune": ()}
# The second is a limit of our own: a person waits while each is read.
MOST_LINES = {"batch": 50_000, "fine-tune": 2_000_000}
LARGEST_BATCH = 200 * MEGABYTE
HOUR = 3_600
HOURS_OF_A_MONTH = 30 * 24


class Hours(Integer):
    """A number of hours, sent as seconds."""

    def wire(self, value: Any) -> int:
        return int(value) * HOUR


class UploadFile(Action):
    """Put a file on the server, for other actions to use."""

    title, group, icon = _("Upload a File"), "Files and API", "file-upload"
    path = "/files"
    begins = {"file": _("Put this file on the server")}

    class Form(ActionForm):
        file = File(label=_("File Data"), required=True, max_size=512 * MEGABYTE)
        filename = Filename(
            label=_("File Name"),
            max_length=200,
            to=None,
            default=_("the file's own name"),
            help_text=_("The name to keep it under, with its extension."),
        )
        purpose = Choice(
            PURPOSES,
            label=_("Purpose"),
            required=True,
            initial="user_data",
            help_text=_("What the file is for. Batch and Fine Tune take .jsonl files only."),
        )
        expires_after_hours = Hours(
            min_value=1,
            max_value=HOURS_OF_A_MONTH,
            label=_("Delete after, in hours"),
            default=_("kept until someone deletes it, batch files for 30 days"),
            to="expires_after.seconds",
            advanced=True,
            help_text=_("A day has 24, a week 168."),
        )

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            file, purpose = self.cleaned_data.get("file"), str(self.cleaned_data.get("purpose"))
            if file and purpose in LINES:
                self.check_lines(file, purpose)
            return self.cleaned_data

        def check_lines(self, file: Any, purpose: str) -> None:
            """Add an error unless the file is, by its name and on every line, what the purpose needs."""
            given = self.cleaned_data.get("filename")
            name = given or str(file.name)
            if not name.lower().endswith(".jsonl"):
                words = gettext("“%(name)s” must end in .jsonl for this purpose.") % {"name": name}
                self.add_error("filename" if given else "file", ValidationError(words, code="extension"))
            elif purpose == "batch" and file.size > LARGEST_BATCH:
                limit, size = filesizeformat(LARGEST_BATCH), filesizeformat(file.size)
                words = gettext(
                    "“%(name)s” is %(size)s. The limit for a batch is %(limit)s: split the file."
                ) % {"name": file.name, "size": size, "limit": limit}
                self.add_error("file", ValidationError(words, code="size"))
            elif wrong := json_lines.problem(file, needs=LINES[purpose], most=MOST_LINES.get(purpose)):
                self.add_error("file", ValidationError(wrong, code="lines"))

    def filename(self, field: str, name: str, values: Mapping[str, Any]) -> str:  # noqa: ARG002 - there is one file
        return str(values.get("filename") or name)

    def headline(self, values: Mapping[str, Any]) -> str:
        return super().headline({"file": values.get("filename") or values.get("file")})

    def request(self, values: Mapping[str, Any]) -> Request:
        request = super().request(values)
        if not values.get("expires_after_hours"):
            return request
        return replace(request, form=(*request.form, ("expires_after[anchor]", "created_at")))

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:  # noqa: ARG002 - the answer says all
        body = answer.object("id")
        yield outputs.RemoteFile(str(body["id"]), body)
