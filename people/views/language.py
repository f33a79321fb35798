"""The choice of a language, before signing in and after."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from people import languages
from people.access import Access, access
from people.models import User
from people.views import onward


@access(Access.ANYONE)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Read Workroom in another language from now on, in this browser, and wherever one signs in."""
    answer = redirect(onward(request))
    form = languages.LanguageForm(request.POST)
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        if isinstance(request.user, User):
            languages.keep(request.user, chosen)
        answer.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    return answer
