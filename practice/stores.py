"""Vector stores: named collections of uploaded files, searched by their words (practice has no vectors)."""

import re
import time
import uuid
from typing import Any

from practice import uploads
from practice.accounts import Account
from practice.records import Record, Records
from practice.refusals import Refusal

MOST = 200
MOST_FILES = 500
READ = 2 * 1024 * 1024  # of each file
LONGEST = 600  # characters of a find


def records(account: Account) -> Records:
    return Records(account, "Vector store", most=MOST)


def create(account: Account, name: str, files: list[str], metadata: dict[str, str]) -> dict[str, Any]:
    """Make a store of some files; refuse a file that there is not."""
    now = int(time.time())
    facts = {
        "id": f"vs_{uuid.uuid4().hex[:24]}",
        "object": "vector_store",
        "created_at": now,
        "name": name,
        "status": "completed",
        "last_active_at": now,
        "metadata": metadata,
    }
    record: Record = {"facts": facts, "files": {}}
    for each in files:
        record["files"][each] = described(account, str(facts["id"]), each)
    records(account).put(str(facts["id"]), record)
    return shown(record)


def described(account: Account, store: str, file: str) -> dict[str, Any]:
    """Return a file as its store lists it."""
    upload = uploads.find(account, file, "file_id")
    return {
        "id": file,
        "object": "vector_store.file",
        "usage_bytes": upload.facts["bytes"],
        "created_at": int(time.time()),
        "vector_store_id": store,
        "status": "completed",
        "last_error": None,
        "attributes": {},
    }


def shown(record: Record) -> dict[str, Any]:
    """Return a store as OpenAI describes it."""
    count = len(record["files"])
    counts = {"in_progress": 0, "completed": count, "failed": 0, "cancelled": 0, "total": count}
    used = sum(file["usage_bytes"] for file in record["files"].values())
    return {**record["facts"], "usage_bytes": used, "file_counts": counts}


def add(account: Account, store: str, file: str) -> dict[str, Any]:
    """Put a file into a store."""
    with records(account).changed(store) as record:
        if len(record["files"]) >= MOST_FILES:
            raise Refusal(f"A practice store holds at most {MOST_FILES} files.", param="file_id")
        added = record["files"][file] = described(account, store, file)
    return dict(added)


def take_out(account: Account, store: str, file: str) -> None:
    with records(account).changed(store) as record:
        if record["files"].pop(file, None) is None:
            raise Refusal(f"No file '{file}' in vector store '{store}'.", status=404)


def search(account: Account, stores: list[str], question: str) -> list[dict[str, Any]]:
    """Return the paragraphs of the stores' files that share words with the question, the best first."""
    wanted = terms(question)
    found = []
    for store in stores:
        for file in records(account).find(store)["files"]:
            found += search_file(account, file, wanted)
    return sorted(found, key=lambda each: -float(each["score"]))


def search_file(account: Account, file: str, wanted: set[str]) -> list[dict[str, Any]]:
    try:
        upload = uploads.find(account, file)
    except Refusal:  # deleted since
        return []
    text = upload.beginning(READ).decode(errors="replace")
    return [
        {"file_id": file, "filename": upload.name, "score": score, "text": paragraph[:LONGEST]}
        for paragraph in filter(None, map(str.strip, re.split(r"\n\s*\n", text)))
        if (score := round(len(wanted & terms(paragraph)) / max(len(wanted), 1), 4))
    ]


def terms(text: str) -> set[str]:
    """Return the words that tell something: those of four letters and more, and numbers."""
    return {word for word in re.findall(r"\w+", text.lower()) if len(word) > 3 or word.isdigit()}
