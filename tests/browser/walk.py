"""Every page there is, found in the URLconf: what answers a person who owns and administers everything."""

from django.test import Client

from people.access import Access
from people.models import User
from tests.security.house import House
from tests.security.walk import every_address

# One form of each make; tests/browser/test_pages.py opens all of them, with all that is folded.
FORMS = ("create-a-completion", "edit-an-image", "transform-text-to-structured-data", "make-an-api-call")


def the_owner(house: House) -> User:
    """Return the one to whom everything in the house belongs, as an administrator too."""
    owner = house.people["owner"]
    assert owner
    owner.is_superuser = True
    owner.save()
    return owner


def pages(house: House) -> list[str]:
    """Return the address of every whole page that the owner is answered with."""
    owner = the_owner(house)
    client = Client()
    client.force_login(owner)
    addresses = [one.path_with(house.things) for one in every_address() if one.access is not Access.ANYONE]
    found = [address for address in addresses if is_page(client, address)]
    return [*found, *(f"/actions/{form}/" for form in FORMS[1:])]


def is_page(client: Client, address: str) -> bool:
    answer = client.get(address)
    html = answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming
    found = answer.status_code == 200 and html and b"<!doctype html>" in answer.content[:200]
    answer.close()
    return found
