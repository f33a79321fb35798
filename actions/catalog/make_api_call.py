from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions import outputs
from actions.action import Action
from actions.calls import ONE_LINE, TOKEN, HeaderName, Path
from actions.endpoints import ENDPOINTS
from actions.fields import Choice, JsonText, LongText, Suggestions, Text, YesNo
from actions.forms import ActionForm
from actions.pages import MOST_PAGES, all_pages, most_pages
from actions.previews import pretty
from actions.rows import Rows
from actions.uploads import MEGABYTE, File
from connections import limits
from connections.client import Answer, Client, Request, Upload

METHODS = [
    ("GET", _("GET: read")),
    ("POST", _("POST: create")),
    ("PUT", _("PUT: replace")),
    ("PATCH", _("PATCH: change a part")),
    ("DELETE", _("DELETE: remove")),
]


class MakeApiCall(Action):
    """Call any path of the API, with the connection's key."""

    title, group, icon = _("Make an API Call"), "Files and API", "api"
    restricted = True

    class Form(ActionForm):
        url = Path(
            label="URL",
            required=True,
            max_length=2000,
            widget=Suggestions([(path, f"{path}: {what}") for path, what in ENDPOINTS]),
            help_text=_("A path on the connection's server, such as /v1/models. Pick one, or type any."),
        )
        method = Choice(METHODS, label=_("Method"), required=True, initial="GET")
        headers = Rows(
            {
                "name": HeaderName(label=_("Name"), required=True, max_length=100, validators=[TOKEN]),
                "value": Text(label=_("Value"), max_length=4000, validators=[ONE_LINE]),
            },
            one=_("header"),
            label=_("Headers"),
            help_text=_("The connection adds its authorization by itself."),
        )
        query = Rows(
            {
                "name": Text(label=_("Name"), required=True, max_length=200),
                "value": Text(label=_("Value"), max_length=4000),
            },
            one=_("parameter"),
            label=_("Query String"),
            help_text=_("For example limit = 20."),
        )
        body = LongText(
            label=_("Body"),
            rows=8,
            when={"method": ["POST", "PUT", "PATCH", "DELETE"]},
            help_text=_("JSON, unless a Content-Type header says otherwise."),
        )
        form = Rows(
            {
                "name": Text(label=_("Name"), required=True, max_length=200, validators=[ONE_LINE]),
                "value": LongText(label=_("Value"), rows=1),
                "file": File(label=_("Or a file"), max_size=512 * MEGABYTE),
            },
            one=_("form field"),
            label=_("Form Fields"),
            advanced=True,
            when={"method": ["POST", "PUT", "PATCH"]},
            help_text=_("Instead of a body: sent as a multipart form, as uploads need it."),
        )
        follow = YesNo(
            label=_("Follow all pages"),
            advanced=True,
            blank=_("No"),
            when={"method": ["GET"]},
            help_text=_("Reads a listing to its end and puts its pages together."),
        )
        pages = most_pages(when={"follow": ["true"]})

        def clean(self) -> dict[str, Any] | None:
            super().clean()
            body = self.cleaned_data.get("body")
            self.check_form(body)
            if body and "json" in content_type(self.cleaned_data):
                try:
                    JsonText(kinds=(dict, list)).clean(body)
                except ValidationError as error:
                    self.add_error("body", error)
            return self.cleaned_data

        def check_form(self, body: str | None) -> None:
            rows = self.cleaned_data.get("form") or ()
            if body and rows:
                self.add_error("body", gettext("Either a body or form fields: take one of them out."))
            if both := next((row["name"] for row in rows if row["file"] and row["value"]), None):
                self.add_error(
                    "form",
                    gettext("“%(both)s” has a value and a file: take one of them out.") % {"both": both},
                )
            headers = self.cleaned_data.get("headers") or ()
            if rows and any(row["name"].lower() == "content-type" for row in headers):
                self.add_error(
                    "headers", gettext("A form says its Content-Type by itself: take the header out.")
                )

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        if values.get("follow"):
            yield from all_pages(client, self.request(values), values.get("pages") or MOST_PAGES)
        else:
            yield from super().perform(client, values)

    def costs(self, values: Mapping[str, Any]) -> bool:
        return values.get("method") != "GET"

    def begun_with(self, file_id: str, purpose: str) -> dict[str, str]:
        if purpose == "batch":
            body = {"input_file_id": file_id, "endpoint": "/v1/chat/completions", "completion_window": "24h"}
            return {"url": "/v1/batches", "method": "POST", "body": pretty(body)}
        return {"url": f"/v1/files/{quote(file_id, safe='')}", "method": "GET"}

    def headline(self, values: Mapping[str, Any]) -> str:
        return f"{values.get('method', '')} {values.get('url', '')}".strip()[:200]

    def request(self, values: Mapping[str, Any]) -> Request:
        body, rows = str(values.get("body") or ""), values.get("form") or ()
        headers = tuple((row["name"], row["value"] or "") for row in values.get("headers") or ())
        if body.strip() and not any(name.lower() == "content-type" for name, _ in headers):
            headers = (*headers, ("Content-Type", "application/json"))
        return Request(
            method=values["method"],
            path=values["url"],
            params=tuple((row["name"], row["value"] or "") for row in values.get("query") or ()),
            headers=headers,
            content=body.encode() if body.strip() else None,
            form=tuple((row["name"], row["value"] or "") for row in rows if not row["file"]),
            files=tuple(
                Upload(
                    field=row["name"],
                    filename=row["file"].name,
                    content_type=getattr(row["file"], "content_type", None) or "application/octet-stream",
                    file=row["file"],
                )
                for row in rows
                if row["file"]
            ),
        )

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        yield outputs.Notice(
            gettext("The server answered with status %(status)s.") % {"status": answer.status}
        )
        media_type = answer.media_type
        shown = answer.size <= limits.SHOWN
        if shown and media_type.endswith("json"):
            yield outputs.Json(answer.json())
        elif shown and media_type.startswith("text/"):
            yield outputs.Text(answer.text(), plain=True)
        elif answer.file.read(1):
            answer.file.seek(0)
            yield self.binary(answer, values)
        yield outputs.Table(
            (gettext("Header"), gettext("Value")), sorted(answer.headers.items()), gettext("Response headers")
        )

    def binary(self, answer: Answer, values: Mapping[str, Any]) -> Any:
        kinds: dict[str, type[outputs.Stored]] = {"image": outputs.Image, "audio": outputs.Audio}
        kind = kinds.get(answer.media_type.split("/")[0], outputs.Binary)
        name = outputs.slug_of(values["url"].split("?")[0].rsplit("/", 1)[-1], "answer")
        extension = answer.media_type.split("/")[-1].split(";")[0].removeprefix("x-")
        return kind(file=answer.file, filename=f"{name}.{extension}"[:120], media_type=answer.media_type)


def content_type(values: Mapping[str, Any]) -> str:
    """Return the content type that the headers give the body, JSON if they give none."""
    given = {row["name"].lower(): row["value"] or "" for row in values.get("headers") or ()}
    return given.get("content-type", "application/json").lower()
