"""POST, GET and DELETE /files, and the content of one."""

import json
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, StreamingHttpResponse

from practice import bodies, listing, uploads
from practice.door import Route
from practice.exchange import Exchange
from practice.parameters import Parameters
from practice.refusals import Refusal, invalid_value, too_large

PURPOSES = ("assistants", "batch", "fine-tune", "vision", "user_data", "evals")
LARGEST = 512 * 1024 * 1024
LARGEST_BATCH = 200 * 1024 * 1024
LONGEST_LINE = 16 * 1024 * 1024
MONTH = 2_592_000  # seconds; also how long the input of a batch is kept


def create(exchange: Exchange) -> HttpResponse:
    """Keep a file."""
    given, files = bodies.read_form(exchange.request)
    upload = bodies.one_file(files, "file", largest=LARGEST)
    given.only({"purpose", "expires_after[anchor]", "expires_after[seconds]"})
    given.require("purpose")
    purpose = given.choice("purpose", PURPOSES, "")
    life = read_life(given) or (MONTH if purpose == "batch" else None)
    name = upload.name or "upload"
    if not upload.size:
        raise Refusal("File is empty.", code="invalid_value", param="file")
    if purpose in ("batch", "fine-tune"):
        check_lines(upload, purpose)
    content = upload.chunks()
    return bodies.write_json(uploads.keep(exchange.owner, name, purpose, upload.size or 0, content, life))


def read_life(given: Parameters) -> int | None:
    """Return for how many seconds the file is to be kept, None for ever."""
    anchor, seconds = "expires_after[anchor]", "expires_after[seconds]"
    if anchor not in given and seconds not in given:
        return None
    given.require(anchor, seconds)
    if given.text(anchor) != "created_at":
        raise invalid_value("expires_after.anchor", given.text(anchor), ("created_at",))
    return given.integer(seconds, 3_600, MONTH, 0)


def check_lines(upload: "UploadedFile[bytes]", purpose: str) -> None:
    """Refuse a file that is not one JSON object on every line."""
    if purpose == "batch" and (upload.size or 0) > LARGEST_BATCH:
        raise too_large("The file", LARGEST_BATCH)
    if not (upload.name or "").lower().endswith(".jsonl"):
        what = "Batch API" if purpose == "batch" else "Fine-Tuning API"
        raise Refusal(f"Invalid file format for {what}. Must be .jsonl", param="file")
    file = cast(BinaryIO, upload.file)
    file.seek(0)
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if line.strip() and not is_object(line):
            message = (
                "Expected file to have JSONL format, where every line is a valid JSON dictionary. "
                f"Line {number} is not one."
            )
            raise Refusal(message, code="invalid_jsonl", param="file")
    file.seek(0)


def is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def index(exchange: Exchange) -> HttpResponse:
    given = listing.asked(exchange.request)
    purpose = given.text("purpose")
    found = (upload.facts for upload in uploads.newest_first(exchange.owner))
    shown = [facts for facts in found if not purpose or facts["purpose"] == purpose]
    return bodies.write_json(listing.page(shown, given, most=10_000, usual=10_000))


def show(exchange: Exchange, file: str) -> HttpResponse:
    return bodies.write_json(uploads.find(exchange.owner, file).facts)


def delete(exchange: Exchange, file: str) -> HttpResponse:
    uploads.remove(exchange.owner, file)
    return bodies.write_json({"id": file, "object": "file", "deleted": True})


def content(exchange: Exchange, file: str) -> StreamingHttpResponse:
    """Answer with the bytes of a file; those for assistants are not given out again."""
    found = uploads.find(exchange.owner, file)
    if found.facts["purpose"] == "assistants":
        raise Refusal("Not allowed to download files of purpose: assistants")
    headers = {"Content-Length": str(found.facts["bytes"])}
    return StreamingHttpResponse(found.pieces(), content_type="application/octet-stream", headers=headers)


ROUTES = (
    Route("POST", "files", create),
    Route("GET", "files", index),
    Route("GET", "files/<str:file>", show),
    Route("DELETE", "files/<str:file>", delete),
    Route("GET", "files/<str:file>/content", content),
)
