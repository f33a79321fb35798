"""File fields: what may be uploaded, checked by its size and its content."""

import re
from collections.abc import Mapping
from typing import Any

import filetype
from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.template.defaultfilters import filesizeformat
from django.utils.text import format_lazy, get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Declared

MEGABYTE = 1024 * 1024


class File(Declared, forms.FileField):
    """An uploaded file.

    `max_size` is in bytes. `types` maps the media types that are accepted, as found by looking into the
    file, to the word a person uses for them; without it any file will do.
    """

    def __init__(
        self, *args: Any, max_size: int, types: Mapping[str, str] | None = None, **kwargs: Any
    ) -> None:
        self.max_size, self.types = max_size, types or {}
        super().__init__(*args, **kwargs)
        self.error_messages["required"] = format_lazy(
            _("{name} is missing. Choose a file."), name=self.label or _("This file")
        )

    def hint(self) -> str:
        names = list(dict.fromkeys(self.types.values()))
        size = re.sub(r"[.,]0\b", "", filesizeformat(self.max_size))
        if not names:
            return gettext("Up to %(size)s.") % {"size": size}
        return gettext("%(kinds)s, up to %(size)s.") % {
            "kinds": get_text_list(names, gettext("or")),
            "size": size,
        }

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        accept = ",".join(sorted({f".{name.lower()}" for name in self.types.values()} | set(self.types)))
        attrs = {**super().widget_attrs(widget), "data-max-size": self.max_size}
        return {**attrs, "accept": accept} if accept else attrs

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> "BoundFile":
        return BoundFile(form, self, field_name)

    def _clean_bound_field(self, bound: "BoundFile") -> Any:
        return self.clean(bound.data, bound.kept)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Return the new upload, else the kept one. Raises ValidationError for a wrong size or content."""
        if not data and initial is not None:
            return initial
        file = super().clean(data, None)
        if file:
            self.check(file)
        return file

    def check(self, file: Any) -> None:
        if file.size > self.max_size:
            limit, size = filesizeformat(self.max_size), filesizeformat(file.size)
            raise ValidationError(
                gettext("“%(name)s” is %(size)s. The limit is %(limit)s: choose a smaller file.")
                % {"name": file.name, "size": size, "limit": limit},
                code="size",
            )
        found = media_type(file)
        if self.types and found not in self.types:
            names = ", ".join(dict.fromkeys(self.types.values()))
            raise ValidationError(
                wrong_kind(bool(found)) % {"name": file.name, "found": found, "names": names}, code="type"
            )
        file.content_type = found or believable(getattr(file, "content_type", None))


def wrong_kind(known: bool) -> str:
    """Return what to say of a file by its content, of a kind that is `known` but not "
    "taken here, or of none."""
    if known:
        return gettext("“%(name)s” is %(found)s, whatever its name says. Choose one of: %(names)s.")
    return gettext(
        "“%(name)s” is not a file of a kind we know, whatever its name says. Choose one of: %(names)s."
    )


class BoundFile(BoundField):
    """A file field with the file kept from before, if there is one."""

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        """Leave the browser's own "required" out where a kept file will do."""
        built = super().build_widget_attrs(attrs, widget)
        return {name: value for name, value in built.items() if name != "required" or not self.kept}

    def _has_changed(self) -> bool:
        # A row that holds nothing but a kept file is not an empty one.
        return bool(super()._has_changed() or self.kept)  # type: ignore[misc]  # Django has it, its stubs do not

    @property
    def kept_name(self) -> str:
        """The name of the hidden input that says which kept file stands in for an upload."""
        return f"{self.html_name}-kept"

    @property
    def kept(self) -> Any:
        """The file kept from an earlier try or an earlier run, or None."""
        if not self.form.is_bound:
            return self.initial or None
        key = self.form.data.get(self.kept_name)
        return self.form.kept(key) if key else None  # type: ignore[attr-defined]  # DeclaredForm has it


def media_type(file: Any) -> str | None:
    """Return the media type that an open file's content shows, or None; leave the file at its start."""
    file.seek(0)
    head = file.read(8192)
    file.seek(0)
    kind = filetype.guess(head)
    return kind.mime if kind else None


def believable(claimed: str | None) -> str:
    """Return the media type that a browser claims, unless it is one that the content would show."""
    told = (claimed or "").startswith(("text/", "application/"))
    return str(claimed) if told else "application/octet-stream"
