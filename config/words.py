"""The words of our scripts, in each language: one script that the browser keeps."""

from functools import cache
from hashlib import sha256

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

from people.access import Access, access

YEAR = 365 * 24 * 3600


@cache
def script(language: str) -> bytes:
    """Return the script that gives `gettext`, `ngettext` and `interpolate` to the others."""
    with translation.override(language):
        return JavaScriptCatalog(packages=["config"]).get(HttpRequest()).content


def address(language: str) -> str:
    """Return where the script is; another one after its words have changed."""
    digest = sha256(script(language)).hexdigest()[:12]
    return f"{reverse('words', args=[language])}?v={digest}"


@access(Access.ANYONE)
@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def words(_request: HttpRequest, language: str) -> HttpResponse:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(script(language), content_type="text/javascript; charset=utf-8")
