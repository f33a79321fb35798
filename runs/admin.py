"""Runs in the Django admin: that they were, never what was asked or answered."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from runs.models import Run


@admin.register(Run)
class RunAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ["key", "action", "owner", "connection_name", "state", "created_at"]
    list_filter = ["state", "action"]
    list_select_related = ["owner"]
    show_full_result_count = False
    readonly_fields = [
        "key",
        "owner",
        "connection_name",
        "action",
        "model",
        "state",
        "created_at",
        "started_at",
        "finished_at",
        "not_before",
        "enqueued_at",
        "sent_at",
        "lease_until",
        "cancel_requested",
        "usage",
        "request_id",
    ]
    fields = (*readonly_fields,)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
