"""The form that creates and edits a connection. Secrets go in and never come out again."""

import re
import secrets
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.functional import Promise, lazy
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from connections.addresses import origin
from connections.errors import Unreadable
from connections.headers import HeaderFormSet
from connections.models import Connection
from connections.presets import PRESETS, Key, Preset, checked_server, preset_of

Words = str | Promise
KEYS_PAGE = "https://platform.openai.com/settings/organization/api-keys"
GENERAL_PAGE = "https://platform.openai.com/settings/organization/general"


def where(words: Words, link: Words, url: str) -> str:
    return format_html('{} <a href="{}" rel="noreferrer" target="_blank">{}</a>.', words, url, link)


class ConnectionForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """`headers` is the formset of extra headers that stands in the same page."""

    preset = forms.ChoiceField(
        label=_("Server"),
        choices=[(preset.slug, preset.label) for preset in PRESETS.values()],
        help_text=_("Fills in the base URL for you."),
    )
    name = forms.CharField(
        label=_("Connection name"),
        max_length=100,
        required=False,
        help_text=_("What people see when they choose a connection. Left blank, it is the server's name."),
    )
    base_url = forms.CharField(
        label=_("Base URL"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("Where the API lives; usually ends in /v1. Left blank, the chosen server's own."),
    )
    api_key = forms.CharField(
        label=_("API key"),
        max_length=2000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
    )
    forget_key = forms.BooleanField(label=_("Connect without a key: forget the stored one"), required=False)
    groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        label=_("Who may use it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With nobody chosen, everyone. Administrators always may. Groups are made under People."),
    )
    call_groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        label=_("Who may make any API call"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("With nobody chosen, administrators alone. Such a call can do all that the key may do."),
    )
    enabled = forms.BooleanField(
        label=_("Enabled"),
        required=False,
        initial=True,
        help_text=_("A disabled connection keeps everything."),
    )

    class Meta:
        model = Connection
        fields = [
            "preset", "name", "base_url", "organization", "project", "enabled", "groups", "call_groups",
            "connect_timeout", "read_timeout", "deadline", "runs_at_once",
        ]  # fmt: skip
        labels = {
            "organization": _("Organization ID"),
            "project": _("Project ID"),
            "connect_timeout": _("Seconds to connect"),
            "read_timeout": _("Seconds of silence"),
            "deadline": _("Seconds in all"),
            "runs_at_once": _("Runs at once"),
        }
        help_texts = {
            "organization": lazy(where, str)(
                _("Begins with “org-”. Only needed if your key belongs to several. Find it in OpenAI's"),
                _("organization settings"),
                GENERAL_PAGE,
            ),
            "project": _("Begins with “proj_”. Only needed if costs are to go to that project."),
            "connect_timeout": _("From 1 to 60. How long to try to reach the server."),
            "read_timeout": _("From 1 to 3600. How long the server may say nothing before we give up."),
            "deadline": _("From 1 to 7200. How long one call may take altogether."),
            "runs_at_once": _("How many may go through it at a time; the others wait. Blank for any number."),
        }

    def __init__(self, data: Any = None, *, instance: Connection | None = None) -> None:
        super().__init__(data, instance=instance)
        if self.instance.pk is None:
            self.initial["preset"] = "openai"
        self.old_url = self.instance.base_url
        self.moved = False
        self.headers = HeaderFormSet(data, prefix="headers", stored=self.stored_headers())
        if self.instance.api_key:
            shown = f"••••{self.instance.key_hint.lstrip('…')}"
            self.fields["api_key"].help_text = gettext("Stored (%(shown)s). Leave blank to keep it.") % {
                "shown": shown
            }
            self.fields["api_key"].widget.attrs["placeholder"] = shown
        else:
            self.fields["api_key"].help_text = where(
                gettext("Stored encrypted and never shown again. For OpenAI, create one under"),
                gettext("API keys"),
                KEYS_PAGE,
            )
            del self.fields["forget_key"]

    def stored_headers(self) -> dict[str, str]:
        try:
            return dict(self.instance.extra_headers())
        except Unreadable:
            return {}

    def is_valid(self) -> bool:
        valid = super().is_valid()
        self.headers.must_retype = self.moved
        valid = self.headers.is_valid() and valid
        if not valid and self.data.get("api_key"):
            self["api_key"].help_text = gettext(
                "Enter the key again: a page never shows what was typed here."
            )
        return valid

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        preset = preset_of(cleaned.get("preset", ""))
        for field, find in (
            ("base_url", self.found_url),
            ("api_key", self.found_key),
            ("name", self.found_name),
        ):
            try:
                cleaned[field] = find(cleaned, preset)
            except ValueError as error:
                self.add_error(field, str(error))
        return cleaned

    def found_url(self, cleaned: dict[str, Any], preset: Preset) -> str:
        url = cleaned.get("base_url") or preset.base_url
        if not url:
            raise ValueError(gettext("Enter the server's address, such as https://example.org/v1."))
        if "//RESOURCE." in url:
            raise ValueError(gettext("Put the name of your Azure resource in place of RESOURCE."))
        url = checked_server(url)
        self.moved = bool(self.old_url) and origin(url) != origin(self.old_url)
        return url

    def found_key(self, cleaned: dict[str, Any], preset: Preset) -> Any:
        """Return the key to store: the typed one, the stored one as it is, one of our own making, or none."""
        typed = cleaned.get("api_key", "")
        if typed and not re.fullmatch(r"[\x21-\x7e]+", typed):
            raise ValueError(
                gettext(
                    "A key has only plain letters, digits and signs. Copy it again, without "
                    "anything around it."
                )
            )
        if typed:
            return typed
        if self.instance.api_key and not cleaned.get("forget_key"):
            return self.kept_key()
        if preset.key == Key.REQUIRED:
            raise ValueError(gettext("%(server)s needs an API key.") % {"server": preset.label})
        return f"sk-practice-{secrets.token_urlsafe(18)}" if preset.key == Key.MADE else ""

    def kept_key(self) -> Any:
        if self.moved:
            raise ValueError(
                gettext(
                    "The base URL names another server: enter the key again, so that it goes "
                    "nowhere by mistake."
                )
            )
        if self.instance.is_unreadable:
            raise ValueError(gettext("The stored key cannot be read any more. Enter it again."))
        return self.instance.api_key

    def found_name(self, cleaned: dict[str, Any], preset: Preset) -> str:
        """Return the typed name, or the server's with a number if that is taken."""
        if name := cleaned.get("name", ""):
            return str(name)
        others = set(Connection.objects.exclude(pk=self.instance.pk).values_list("name", flat=True))
        numbered = (
            f"{preset.label} {number}" if number > 1 else str(preset.label)
            for number in range(1, len(others) + 2)
        )
        return next(name for name in numbered if name not in others)

    def save(self, commit: bool = True) -> Connection:  # noqa: ARG002 - Django's signature
        """Store the connection; what was known of another server, or by another key, is forgotten."""
        connection: Connection = super().save(commit=False)
        connection.api_key = self.cleaned_data["api_key"]
        connection.headers = self.headers.pairs()
        if {"base_url", "api_key", "preset", "organization", "project"} & set(self.changed_data):
            connection.tested_at, connection.test_level, connection.test_message = None, "", ""
        with transaction.atomic():
            connection.save()
            self.save_m2m()
            if connection.base_url != self.old_url:
                connection.forget_models()
        return connection
