"""Every address, by app."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("runs.urls")),
    path("", include("people.urls")),
    path("assistants/", include("assistants.urls")),
    path("definitions/", include("library.urls")),
    path("connections/", include("connections.urls")),
    path("practice/", include("practice.urls")),
    path("admin/", admin.site.urls),
]
