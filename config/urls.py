"""Every address, by app."""

from django.urls import include, path

from people.access import Access, declared

handler400 = "config.bodies.bad_request"
urlpatterns = [
    path("", include("runs.urls")),
    path("", include("people.urls")),
    path("", include("operations.urls")),
    path("assistants/", include("assistants.urls")),
    path("definitions/", include("library.urls")),
    path("connections/", include("connections.urls")),
    path("audit/", declared(Access.ADMINISTRATORS, include("audit.urls"))),
    path("practice/", declared(Access.ANYONE, include("practice.urls"))),
]
