"""The body of a request: JSON, or a form with files."""

import json
from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError

from practice.parameters import Parameters
from practice.refusals import Refusal, missing_parameter, too_large

LARGEST_JSON = 64 * 1024 * 1024
LARGEST_FORM = 520 * 1024 * 1024


def read_json(request: HttpRequest) -> Parameters:
    """Return the values of a JSON body; refuse another content type, broken JSON, no object, too much."""
    if request.content_type != "application/json":
        raise wrong_content_type(request, "application/json")
    raw = request.read(LARGEST_JSON + 1)  # not `body`, whose limit is made for the forms of pages
    if len(raw) > LARGEST_JSON:
        raise too_large("The request", LARGEST_JSON)
    try:
        values: Any = json.loads(raw)
        if b"\\ud" in raw.lower():  # half a letter beyond the first 65,536, alone, could never be sent back
            json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        message = "We could not parse the JSON body of your request. The API expects a JSON payload."
        raise Refusal(message) from None
    if not isinstance(values, dict):
        raise Refusal("The JSON body of your request must be an object.", code="invalid_type")
    return Parameters(values)


def read_form(
    request: HttpRequest, *arrays: str
) -> "tuple[Parameters, dict[str, list[UploadedFile[bytes]]]]":
    """Return the values and the files of a multipart body.

    The names in `arrays` may repeat and may be written `name[]`, as the official libraries do.
    """
    if request.content_type != "multipart/form-data":
        raise wrong_content_type(request, "multipart/form-data")
    if int(request.headers.get("Content-Length") or 0) > LARGEST_FORM:
        raise too_large("The request", LARGEST_FORM)
    try:
        posted, uploaded = request.POST, request.FILES
    except (MultiPartParserError, SuspiciousOperation):
        raise Refusal("We could not parse the multipart body of your request.") from None
    values: dict[str, Any] = {}
    for key in posted:
        name = key.removesuffix("[]")
        found = posted.getlist(key)
        values[name] = values.get(name, []) + found if name in arrays else found[-1]
    files: dict[str, list[UploadedFile[bytes]]] = {}
    for key in uploaded:
        files.setdefault(key.removesuffix("[]"), []).extend(uploaded.getlist(key))
    return Parameters(values, spelled=True), files


def nested(given: Parameters, name: str) -> Parameters:
    """Return a form's values with those written `name[key]` and `name[key][inner]` put into an object."""
    inside: dict[str, Any] = {}
    rest: dict[str, Any] = {}
    for key, value in given.values.items():
        outer, *steps = key.replace("]", "").split("[")
        if outer != name or not steps:
            rest[key] = value
            continue
        home = inside
        for step in steps[:-1]:
            home = home.setdefault(step, {})
        home[steps[-1]] = value
    return Parameters(rest | ({name: inside} if inside else {}), spelled=given.spelled)


def one_file(
    files: "dict[str, list[UploadedFile[bytes]]]", name: str, *, largest: int
) -> "UploadedFile[bytes]":
    """Return the file sent under that name, no larger than `largest` bytes."""
    if name not in files:
        raise missing_parameter(name)
    file = files[name][0]
    if (file.size or 0) > largest:
        raise too_large("The file", largest)
    return file


def write_json(values: dict[str, Any]) -> HttpResponse:
    """Return an answer in which letters beyond ASCII stand as they are, as OpenAI sends them."""
    return JsonResponse(values, json_dumps_params={"ensure_ascii": False})


def wrong_content_type(request: HttpRequest, expected: str) -> Refusal:
    given = request.content_type
    message = f"Unsupported content type: '{given}'. This API method only accepts '{expected}' requests."
    return Refusal(message, code="unsupported_content_type")
