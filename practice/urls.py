"""Every address below /practice/. A new endpoint is one module, named once in ENDPOINTS."""

from django.urls import path

from practice.door import Route, door
from practice.endpoints import (
    chat,
    completions,
    containers,
    conversations,
    edits,
    embeddings,
    files,
    images,
    log,
    models,
    moderations,
    pictures,
    responses,
    speech,
    transcriptions,
    translations,
    vector_stores,
)

app_name = "practice"

ENDPOINTS = (
    models,
    chat,
    completions,
    moderations,
    embeddings,
    images,
    edits,
    pictures,
    speech,
    transcriptions,
    translations,
    files,
    vector_stores,
    responses,
    conversations,
    containers,
    log,
)


def by_path() -> dict[str, dict[str, Route]]:
    found: dict[str, dict[str, Route]] = {}
    for endpoint in ENDPOINTS:
        for route in endpoint.ROUTES:
            found.setdefault(route.path, {})[route.method] = route
    return found


urlpatterns = [
    *(path(f"v1/{address}", door(routes)) for address, routes in by_path().items()),
    path("v1/<path:rest>", door({})),
]
