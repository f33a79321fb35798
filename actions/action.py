"""An action is one class in one file.

It declares its fields, names its endpoint and says how to read the answer. The form, the validation, the
request, the history and the documentation are five readers of that one declaration.
"""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, NamedTuple
from urllib.parse import quote

from django import forms
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext, gettext_noop, override

from actions import outputs
from actions.describing import described, field_at, label_at
from actions.fields import BLANK, NAME, Declared, Words
from actions.filling import Savable, chosen_for
from actions.forms import ActionForm
from actions.rows import Rows
from actions.shelves import FileId
from actions.uploads import File
from actions.wiring import flattened, wired
from connections.client import Answer, Client, Request, Upload

NOTHING: Mapping[str, Any] = MappingProxyType({})
# The groups of the navigation, in their order, with their icons.
GROUPS = {
    gettext_noop("Text"): "message-2",
    gettext_noop("Images"): "photo",
    gettext_noop("Audio"): "headphones",
    gettext_noop("Files and API"): "plug-connected",
}


class Prepared(NamedTuple):
    """Where in a form the prompt of another run can be put, as in `begins`; what a person calls going on like
    that; and what is then asked about it: a text with `%(prompt)s`.
    """

    place: str
    label: Words
    text: Words


class Action:
    """What can be asked of OpenAI.

    A subclass gives `title`, `group` (one of GROUPS), `icon` (a Tabler icon), `path`, a `Form` and `present`;
    its docstring's first line tells a person what it does.
    """

    title: ClassVar[Words]
    group: ClassVar[str]
    icon: ClassVar[str]
    path: ClassVar[str]
    method: ClassVar[str] = "POST"
    # Whether only administrators may, and those they chose, for each connection.
    restricted: ClassVar[bool] = False
    savable: ClassVar[Savable | None] = None  # what of its form can be kept under a name
    # Where in its form the result of another run can be put, with the words for going on like that. The field
    # says which results those are. `images-file` is the file in a row of the group `images`.
    begins: ClassVar[Mapping[str, Words]] = NOTHING
    prepares: ClassVar[Prepared | None] = None
    # The fields of which a sample can be had before the form is filled in; it is offered at the last one.
    sampled: ClassVar[tuple[str, ...]] = ()
    sample_cost: ClassVar[Words] = ""
    Form: ClassVar[type[ActionForm]]

    @cached_property
    def slug(self) -> str:
        """The action's name in addresses and in the history: its title as declared, in every language."""
        with override(None):
            return slugify(str(self.title))

    @property
    def summary(self) -> str:
        return gettext((self.__doc__ or "").strip().splitlines()[0])

    @property
    def fields(self) -> dict[str, forms.Field]:
        """Every field declared, whether or not it applies to any given values and model."""
        return self.Form.every_field()

    def form(self, data: Any = None, files: Any = None, **kwargs: Any) -> ActionForm:
        """Return the form; the keywords are ActionForm's."""
        return self.Form(data, files, **kwargs)

    def costs(self, values: Mapping[str, Any]) -> bool:  # noqa: ARG002 - an action may decide by its values
        """Whether running this costs money: what is free may be repeated without asking."""
        return True

    def endpoint(self, values: Mapping[str, Any]) -> str:  # noqa: ARG002 - an action may decide by its values
        """Return the path of the request, below the connection's base URL."""
        return self.path

    def request(self, values: Mapping[str, Any]) -> Request:
        """Return the request: only what was set; files make it multipart; `{name}` in the path is filled."""
        template = self.endpoint(values)
        used = set(re.findall(r"{(\w+)}", template))
        path = template.format(**{name: quote(str(values[name]), safe="") for name in used})
        fields = {
            name: field
            for name, field in self.fields.items()
            if name not in used and not isinstance(field, File)
        }
        body = wired(fields, values)
        if uploads := tuple(self.uploads(values)):
            return Request(method=self.method, path=path, form=tuple(flattened(body)), files=uploads)
        return Request(method=self.method, path=path, json=body)

    def uploads(self, values: Mapping[str, Any]) -> Iterator[Upload]:
        """Yield the files of the request."""
        for name, field in self.fields.items():
            if isinstance(field, File) and field.to is not None and (file := values.get(name)):
                yield Upload(
                    field=name if field.to == NAME else field.to,
                    filename=self.filename(name, file.name, values),
                    content_type=getattr(file, "content_type", None) or "application/octet-stream",
                    file=file,
                )

    def filename(self, field: str, name: str, values: Mapping[str, Any]) -> str:  # noqa: ARG002 - for a subclass to use
        """Return the name under which a file is sent."""
        return name

    def perform(self, client: Client, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        """Run the action. Raises `connections.errors.OpenAIError`."""
        with client.send(self.request(values)) as answer:
            yield from self.present(answer, values)

    def present(self, answer: Answer, values: Mapping[str, Any]) -> Iterator[outputs.Value]:
        """Yield what the answer holds."""
        raise NotImplementedError(f"{type(self).__name__} does not say how to read an answer")

    def sample(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the values of a small run that shows what the fields in `sampled` do."""
        raise NotImplementedError(f"{type(self).__name__} has nothing to sample")

    def headline(self, values: Mapping[str, Any]) -> str:
        """Return what a run with these values is about, in a line."""
        for name in ("prompt", "input", "text", "message", "file", "url"):
            if value := values.get(name):
                return " ".join(str(getattr(value, "name", value)).split())[:200]
        return str(self.title)

    def prompt(self, values: Mapping[str, Any]) -> str:  # noqa: ARG002 - for a subclass to use
        """Return the words that asked for the result, if others could have asked for it too; else nothing."""
        return ""

    def begun_with(self, file_id: str, purpose: str) -> dict[str, str]:
        """Return what to fill in to use a file that the server keeps; nothing if it takes none such."""
        for name, field in self.fields.items():
            inner = next(iter(field.row_fields.values())) if isinstance(field, Rows) else field
            if isinstance(inner, FileId) and purpose in inner.purposes:
                return {**chosen_for(self.fields, [name]), name: file_id}
        return {}

    def model(self, values: Mapping[str, Any]) -> str:
        return str(values.get("model") or "")

    def describe(self, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """Return (label, value) of what was set; a field that has gone since is labelled by its name.

        The value of a repeating group is a list of such lists.
        """
        return described(self.fields, values)

    def field_named(self, param: str, values: Mapping[str, Any] = NOTHING) -> str | None:
        """Return the field that an API error's `param` (`messages[0].content`) is about, or None.

        Of several that have the same place in the request it is the one that has a value.
        """
        return field_at(self.fields, param, values)

    def field_label(self, param: str, values: Mapping[str, Any] = NOTHING) -> str | None:
        """Return the label of the field that an API error's `param` is about, or None."""
        name = self.field_named(param, values)
        return label_at(name, self.fields[name], param) if name else None

    def without(self, values: Mapping[str, Any], param: str) -> dict[str, Any] | None:
        """Return the values without what an API error's `param` is about; None if they cannot do without."""
        name = self.field_named(param, values)
        field = self.fields.get(name or "")
        if name is None or values.get(name) in BLANK or not isinstance(field, Declared) or field.required:
            return None
        return {**values, name: field.less(values[name], param)}
