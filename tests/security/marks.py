"""Secrets that cannot be mistaken, and every place in which one of them could have been left."""

import secrets
import tarfile
from base64 import b64encode
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection


class Mark:
    """A secret, and what it looks like when something has been made of it."""

    def __init__(self, name: str, begins: str) -> None:
        self.name = name
        self.text = begins + secrets.token_urlsafe(36)
        half = self.text[len(self.text) // 2 :]
        encoded = b64encode(self.text.encode()).decode()
        bearer = b64encode(f"Bearer {self.text}".encode()).decode()
        self.looks = {
            "as it is": self.text,
            "its last half": half,
            "in base64": encoded.rstrip("="),
            "in base64, after Bearer": bearer.rstrip("="),
            "backwards": self.text[::-1],
            "in hexadecimal": self.text.encode().hex(),
            "quoted": quote(self.text, safe=""),
        }

    def found_in(self, content: bytes) -> list[str]:
        return [look for look, text in self.looks.items() if text.encode() in content]


KEY, TEAM, BROKEN = Mark("the key", "sk-practice-"), Mark("the header", "team-"), Mark("a key", "sk-broken-")
MARKS = (KEY, TEAM, BROKEN)


def found(marks: Iterable[Mark], places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Return where which mark was found, as sentences."""
    return [
        f"{mark.name} {look} in {place}"
        for place, content in places
        for mark in marks
        for look in mark.found_in(content)
    ]


def in_files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file: the database as it lies on the disk, the queue's, the logs, all that was stored."""
    for path in folder.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(folder)), path.read_bytes()


def in_backup(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every part of a backup."""
    with tarfile.open(path) as backup:
        for member in backup:
            if content := backup.extractfile(member):
                yield f"{member.name} of {path.name}", content.read()


def in_tables() -> Iterator[tuple[str, bytes]]:
    """Every table, row by row: a text may lie in several pieces in the file."""
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                yield f"the table {table}", repr(row).encode()


def in_redis(redis: Any) -> Iterator[tuple[str, bytes]]:
    """Every key with what it holds."""
    read = {
        b"string": redis.get,
        b"list": lambda key: redis.lrange(key, 0, -1),
        b"hash": redis.hgetall,
        b"set": redis.smembers,
        b"zset": lambda key: redis.zrange(key, 0, -1, withscores=True),
        b"stream": redis.xrange,
    }
    for key in redis.scan_iter(count=1000):
        yield f"Redis under {key!r}", repr((key, read[redis.type(key)](key))).encode()
