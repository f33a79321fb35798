"""Assistants in the Django admin: that they are, and who may use them."""

from django.contrib import admin
from django.http import HttpRequest

from assistants.models import Assistant


@admin.register(Assistant)
class AssistantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ["name", "owner", "model", "connection", "sharing", "updated_at"]
    list_filter = ["sharing", "model"]
    list_select_related = ["owner", "connection"]
    search_fields = ["name", "model"]
    fields = ["name", "owner", "model", "connection", "sharing", "groups"]
    readonly_fields = ["owner"]

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False
