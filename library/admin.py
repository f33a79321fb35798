from django.contrib import admin

from library.models import Definition


@admin.register(Definition)
class DefinitionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable at run time
    list_display = ["name", "action", "owner", "shared", "updated_at"]
    list_filter = ["action", "shared"]
    search_fields = ["name"]
