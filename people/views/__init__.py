"""The pages about people: signing in, one's own account, the set-up link, the people and their groups."""

from django.http import HttpRequest

from people.models import User


class Request(HttpRequest):
    """A signed-in person's request."""

    user: User
