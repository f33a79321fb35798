"""Every address, by app."""

from django.urls import URLPattern, URLResolver, include, path

from config import shortcuts, styleguide
from config.words import words
from people.access import Access, declared

handler400 = "config.bodies.bad_request"
urlpatterns: list[URLPattern | URLResolver] = [
    path("words/<str:language>.js", words, name="words"),
    path("shortcuts/", shortcuts.page, name="shortcuts"),
    path("styleguide/", styleguide.page, name="styleguide"),
    path("", include("runs.urls")),
    path("", include("sharing.urls")),
    path("", include("retention.urls")),
    path("", include("people.urls")),
    path("", include("operations.urls")),
    path("assistants/", include("assistants.urls")),
    path("definitions/", include("library.urls")),
    path("connections/", include("connections.urls")),
    path("audit/", declared(Access.ADMINISTRATORS, include("audit.urls"))),
    path("practice/", declared(Access.ANYONE, include("practice.urls"))),
]
