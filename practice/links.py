"""The links that DALL·E answers with: good for an hour, for whoever has the address, as at OpenAI."""

import re
import secrets
import time
from pathlib import Path

from practice.accounts import Account
from practice.exchange import Exchange
from practice.shelf import Shelf

MOST = 40
LIFE = 3600  # seconds
PATH = "practice/pictures"


def keep(exchange: Exchange, content: bytes, form: str) -> str:
    """Keep a picture for an hour and return its address."""
    name = f"{secrets.token_hex(16)}.{form}"
    Shelf(exchange.owner, "pictures", most=MOST).put(name, content)
    here = exchange.request.build_absolute_uri("/").rstrip("/")
    root = exchange.request.path.partition("/v1/")[0]
    return f"{here}{root}/v1/{PATH}/{exchange.owner.name}/{name}"


def find(account: str, name: str) -> Path | None:
    """Return the picture behind a link, or None when there is none, or none any more."""
    known = re.fullmatch(r"[0-9a-f]{16}", account)
    path = Shelf(Account(account), "pictures", most=MOST).find(name) if known else None
    return path if path and path.stat().st_mtime >= time.time() - LIFE else None


def follow(url: str) -> Path | None:
    """Return the picture behind an address if it is one of practice's own links."""
    link = re.search(rf"/v1/{PATH}/([^/?#]+)/([^/?#]+)$", url)
    return find(link[1], link[2]) if link else None
