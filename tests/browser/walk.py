"""Every page there is, found in the URLconf."""

from collections.abc import Iterator

from people.models import User
from tests.security.house import House
from tests.security.walk import every_address


def pages_of(house: House, name: str) -> Iterator[str]:
    """Yield the addresses that are pages of a person's."""
    client = house.client(name)
    for address in every_address():
        path = address.path_with(house.things)
        answer = client.get(path)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            yield path
        answer.close()


def the_owner(house: House) -> User:
    """Return the one to whom everything in the house belongs, as an administrator too."""
    owner = house.people["owner"]
    assert owner
    owner.is_superuser = True
    owner.save()
    return owner
