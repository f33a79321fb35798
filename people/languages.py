"""In which language a person reads Workroom: the one they chose, kept with them and in their browser."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

from people.models import User


class LanguageForm(forms.Form):
    """One of the languages there are."""

    language = forms.ChoiceField(choices=lambda: settings.LANGUAGES)


def speaking(person: User) -> AbstractContextManager[None]:
    """Speak a person's language, where they are not the one who asks: in a worker, in an e-mail."""
    return translation.override(person.language or settings.LANGUAGE_CODE)


def note(person: User) -> None:
    """Keep the language in which a person comes in, unless they chose one before."""
    if not person.language:
        keep(person, translation.get_language() or settings.LANGUAGE_CODE)


def keep(person: User, language: str) -> None:
    person.language = language
    person.save(update_fields=["language"])


class LanguageMiddleware:
    """Answers a signed-in person in their own language. Django's, before it, goes by cookie and browser."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if isinstance(request.user, User) and request.user.language in dict(settings.LANGUAGES):
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)
