import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actions import outputs
from actions.registry import get
from connections.client import Answer, Request
from tests.actions.offers import Shop, choices, posted, rows
from tests.catalog.performing import Server, errors_of, kept, values_of

SLUG = "make-an-api-call"


def test_a_call_is_sent_as_it_was_put_together() -> None:
    values = values_of(
        SLUG,
        url="/v1/files",
        method="POST",
        headers__0__name="OpenAI-Beta",
        headers__0__value="assistants=v2",
        query__0__name="limit",
        query__0__value="2",
        body='{"a": 1}',
    )

    assert get(SLUG).request(values) == Request(
        method="POST",
        path="/v1/files",
        params=(("limit", "2"),),
        headers=(("OpenAI-Beta", "assistants=v2"), ("Content-Type", "application/json")),
        content=b'{"a": 1}',
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/v1/models",
        "http://127.0.0.1/",
        "//evil.example/v1",
        "/v1/../../admin",
        "/v1/%2e%2e/admin",
        "/v1//models",
        "\\\\evil",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "/v1/models\r\nHost: evil",
        "/v1/mo dels",
        "",
    ],
)
def test_anything_but_a_path_on_the_server_is_refused(url: str) -> None:
    assert "url" in errors_of(SLUG, url=url, method="GET")


@pytest.mark.parametrize(
    "name", ["Authorization", "authorization", "HOST", "api-key", "Content-Length", "Cookie"]
)
def test_a_header_of_the_connection_cannot_be_overridden(name: str) -> None:
    form = get(SLUG).form(
        posted(url="/v1/models", method="GET", headers__0__name=name, headers__0__value="x"),
        connections=[Shop()],
    )

    assert not form.is_valid()
    assert "set by the connection" in rows(form, "headers")[0].errors["name"][0]


def test_a_header_cannot_hold_a_line_break() -> None:
    assert "headers" in errors_of(
        SLUG, url="/v1/models", method="GET", headers__0__name="X-A", headers__0__value="a\r\nB: c"
    )


def test_a_body_is_checked_as_json_unless_the_header_says_otherwise() -> None:
    asked = {"url": "/v1/x", "method": "POST", "body": "{not json"}
    assert "not valid JSON" in errors_of(SLUG, **asked)["body"][0]
    values = values_of(SLUG, **asked, headers__0__name="content-type", headers__0__value="text/plain")
    assert get(SLUG).request(values).content == b"{not json"


def test_reading_has_no_body_and_costs_nothing() -> None:
    form = get(SLUG).form(posted(url="/v1/models", method="GET"), connections=[Shop()])

    assert "body" not in form.fields
    assert not get(SLUG).costs({"method": "GET"})
    assert get(SLUG).costs({"method": "POST"})


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_all_five_methods_can_be_used(method: str) -> None:
    assert get(SLUG).request(values_of(SLUG, url="/v1/models", method=method)).method == method


def test_a_json_answer_is_shown_with_its_status_and_headers() -> None:
    notice, data, headers = kept(SLUG, values_of(SLUG, url="/v1/models", method="GET"), Server({"data": []}))

    assert notice == outputs.Notice("The server answered with status 200.")
    assert data == outputs.Json({"data": []})
    assert isinstance(headers, outputs.Table)
    assert headers.rows == [("Content-Type", "application/json")]


def test_a_text_answer_is_shown_to_the_letter() -> None:
    _, text, _ = kept(SLUG, values_of(SLUG, url="/metrics", method="GET"), Server(b"a 1\n", "text/plain"))

    assert text == outputs.Text("a 1\n", plain=True)


@pytest.mark.parametrize(
    ("media_type", "kind", "filename"),
    [
        ("application/octet-stream", outputs.Binary, "content.octet-stream"),
        ("image/png", outputs.Image, "content.png"),
        ("audio/x-wav", outputs.Audio, "content.wav"),
    ],
)
def test_a_binary_answer_becomes_a_file(media_type: str, kind: type, filename: str) -> None:
    _, file, _ = kept(
        SLUG, values_of(SLUG, url="/v1/files/f-1/content", method="GET"), Server(b"\0\1", media_type)
    )

    assert type(file) is kind
    assert isinstance(file, outputs.Binary | outputs.Image | outputs.Audio)
    assert (file.filename, file.file.read()) == (filename, b"\0\1")


def test_an_empty_answer_is_no_file() -> None:
    _, headers = kept(
        SLUG, values_of(SLUG, url="/v1/x", method="DELETE"), Server(b"", "application/octet-stream")
    )

    assert isinstance(headers, outputs.Table)


def test_form_fields_and_files_are_sent_as_a_form() -> None:
    upload = SimpleUploadedFile("a.txt", b"Hello", "text/plain")
    values = values_of(
        SLUG,
        {"form-1-file": upload},
        url="/v1/files",
        method="POST",
        form__0__name="purpose",
        form__0__value="user_data",
        form__1__name="file",
    )
    request = get(SLUG).request(values)

    assert request.form == (("purpose", "user_data"),)
    (file,) = request.files
    assert (file.field, file.filename, file.content_type) == ("file", "a.txt", "text/plain")
    assert request.content is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"body": "{}"}, "body"),
        ({"headers__0__name": "Content-Type", "headers__0__value": "text/plain"}, "headers"),
    ],
)
def test_form_fields_stand_alone(more: dict[str, str], field: str) -> None:
    asked = {"url": "/v1/files", "method": "POST", "form__0__name": "a", "form__0__value": "b"}

    assert errors_of(SLUG, **asked, **more).keys() == {field}


class Pages(Server):
    """A listing of three pages with two items each."""

    def send(self, request: Request) -> Answer:
        after = int(dict(request.params).get("after", "0"))
        data = [{"id": str(after + 1)}, {"id": str(after + 2)}]
        page = {"data": data, "first_id": data[0]["id"], "last_id": data[1]["id"], "has_more": after < 4}
        self.body = json.dumps(page).encode()
        return super().send(request)


def test_all_pages_are_read_and_put_together() -> None:
    server = Pages()
    values = values_of(
        SLUG, url="/v1/files", method="GET", follow="true", query__0__name="limit", query__0__value="2"
    )
    notice, listing = kept(SLUG, values, server)

    assert notice == outputs.Notice("6 in all, from 3 pages.")
    assert isinstance(listing, outputs.Json)
    assert [item["id"] for item in listing.data["data"]] == ["1", "2", "3", "4", "5", "6"]
    assert (listing.data["first_id"], listing.data["has_more"]) == ("1", False)
    assert [request.params for request in server.requests] == [
        (("limit", "2"),),
        (("limit", "2"), ("after", "2")),
        (("limit", "2"), ("after", "4")),
    ]


def test_pages_are_read_up_to_a_limit() -> None:
    values = values_of(SLUG, url="/v1/files", method="GET", follow="true", pages="2")
    more, _, listing = kept(SLUG, values, Pages())

    assert more == outputs.Notice(
        "There is more: this is the first 2 pages. Raise “Most pages” for the rest."
    )
    assert isinstance(listing, outputs.Json)
    assert len(listing.data["data"]) == 4


def test_what_has_no_pages_is_shown_as_it_is() -> None:
    values = values_of(SLUG, url="/v1/files/f-1", method="GET", follow="true")

    assert kept(SLUG, values, Server({"id": "f-1"})) == [outputs.Json({"id": "f-1"})]


def test_known_paths_are_offered_and_any_can_be_typed() -> None:
    assert (
        choices(get(SLUG).form(connections=[Shop()]), "url")["/v1/models"] == "/v1/models: the models (GET)"
    )
    assert values_of(SLUG, url="/v1/next_year", method="GET")["url"] == "/v1/next_year"
