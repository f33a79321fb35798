"""GET /practice/pictures/…: the links that DALL·E answers with.

They need no key, as at OpenAI: the address is the secret.
"""

import re
import secrets
import time

from django.http import HttpResponse

from practice.accounts import Account
from practice.door import Route
from practice.exchange import Exchange
from practice.refusals import Refusal
from practice.shelf import Shelf

MOST = 40
LIFE = 3600  # seconds, as at OpenAI


def keep(exchange: Exchange, content: bytes, form: str) -> str:
    """Keep a picture for an hour and return its address."""
    name = f"{secrets.token_hex(16)}.{form}"
    Shelf(exchange.owner, "pictures", most=MOST).put(name, content)
    here = exchange.request.build_absolute_uri("/").rstrip("/")
    root = exchange.request.path.partition("/v1/")[0]
    return f"{here}{root}/v1/practice/pictures/{exchange.owner.name}/{name}"


def show(exchange: Exchange, account: str, name: str) -> HttpResponse:
    del exchange
    known = re.fullmatch(r"[0-9a-f]{16}", account)
    path = Shelf(Account(account), "pictures", most=MOST).find(name) if known else None
    if path is None or path.stat().st_mtime < time.time() - LIFE:
        raise Refusal("This picture is gone: its link was good for an hour.", status=404)
    return HttpResponse(path.read_bytes(), content_type=f"image/{path.suffix[1:]}")


ROUTES = (Route("GET", "practice/pictures/<str:account>/<str:name>", show, open=True),)
