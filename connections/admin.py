from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from connections.models import Connection, OfferedModel


@admin.register(Connection)
class ConnectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    """For looking things up: keys are entered in Workroom's own pages, and shown nowhere."""

    list_display = ["name", "host", "key_hint", "enabled", "tested_at", "models_refreshed_at"]
    list_filter = ["enabled", "preset", "groups"]
    search_fields = ["name", "base_url"]
    fields = [
        "name", "enabled", "groups", "call_groups",
        "preset", "base_url", "key_hint", "organization", "project",
    ]  # fmt: skip
    # The base URL decides where the key goes, so it changes only where the key is asked for again.
    readonly_fields = ["preset", "base_url", "key_hint"]
    filter_horizontal = ["groups", "call_groups"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False


@admin.register(OfferedModel)
class OfferedModelAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ["model_id", "connection", "owned_by", "created", "shutdown_date"]
    list_filter = ["connection", "owned_by"]
    search_fields = ["model_id"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
