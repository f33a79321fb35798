"""The same call by Celery with `requests`, and nothing else: what its worker loads."""

import os

import requests
from celery import Celery

ASKED = {"model": "gpt-4o", "messages": [{"role": "user", "content": "When is the tide in?"}]}


def call(address: str) -> str:
    """Ask the server; return what it says."""
    response = requests.post(f"{address}/chat/completions", json=ASKED, timeout=600)
    response.raise_for_status()
    return str(response.json()["choices"][0]["message"]["content"])


def app_on(address: str) -> Celery:
    return Celery("bare", broker=address, backend=address, set_as_current=False)


app = app_on(os.environ.get("BARE_BROKER", "memory://"))
ask = app.task(name="ask")(call)
