"""GET /practice/pictures/…: the links that DALL·E answers with.

They need no key, as at OpenAI: the address is the secret.
"""

from django.http import HttpResponse

from practice import links
from practice.door import Route
from practice.exchange import Exchange
from practice.refusals import Refusal


def show(exchange: Exchange, account: str, name: str) -> HttpResponse:
    del exchange
    path = links.find(account, name)
    if path is None:
        raise Refusal("This picture is gone: its link was good for an hour.", status=404)
    return HttpResponse(path.read_bytes(), content_type=f"image/{path.suffix[1:]}")


ROUTES = (Route("GET", f"{links.PATH}/<str:account>/<str:name>", show, open=True),)
