"""The form that makes and changes an assistant."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.families import Kind
from actions.picking import Model
from actions.tools import CODE_INTERPRETER, FILE_SEARCH, TOOLS, ids_in
from assistants.models import Assistant, Conversation
from connections.models import Connection, OfferedModel
from people.sharing import SharingForm

if TYPE_CHECKING:
    from people.models import User


class ThreadForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """Another title for a thread."""

    class Meta:
        model = Conversation
        fields = ["title"]
        labels = {"title": _("Title")}
        help_texts = {"title": _("Left empty, the thread goes by its ID.")}


class AssistantForm(SharingForm):
    """`person` fills it in: the connections are theirs, and sharing is for administrators."""

    tools = forms.MultipleChoiceField(
        label=_("Tools"),
        choices=TOOLS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the assistant may use while it answers. Each use can cost extra."),
    )

    model = Model(
        Kind.RESPONSES, help_text=_("Pick one, or type any model id. A message can ask another one.")
    )

    class Meta:
        model = Assistant
        fields = [
            "name", "connection", "model", "instructions", "tools", "vector_store_ids", "file_ids",
            "temperature", "sharing", "groups",
        ]  # fmt: skip
        widgets = {
            "instructions": forms.Textarea(attrs={"rows": 6}),
            "vector_store_ids": forms.TextInput(),
            "file_ids": forms.TextInput(),
            "temperature": forms.NumberInput(attrs={"min": 0, "max": 2, "step": "any"}),
        }
        labels = {
            "name": _("Name"),
            "connection": _("Connection"),
            "instructions": _("Instructions"),
            "temperature": _("Temperature"),
            "file_ids": _("File IDs"),
        }
        help_texts = {
            "name": _("What people see when they choose an assistant."),
            "connection": _("Choose one if the stores and files below belong to its account."),
            "instructions": _("How the assistant behaves: its role, its tone, what it must not do."),
            "vector_store_ids": _("For file search. Each begins with “vs_”; put a comma between several."),
            "file_ids": _("For the code interpreter. Each begins with “file-”; put a comma between several."),
            "temperature": _("From 0 to 2. Lower is more focused. Left out for models that do not take it."),
        }

    def __init__(self, data: Any = None, *, person: "User", instance: Assistant | None = None) -> None:
        super().__init__(data, instance=instance, person=person)
        if self.instance.pk is None:
            self.instance.owner = person
        connections: Any = self.fields["connection"]
        connections.queryset, connections.empty_label = (
            Connection.objects.usable_by(person),
            gettext("Any connection"),
        )
        models: Any = self.fields["model"]
        offered = OfferedModel.objects.filter(connection__in=connections.queryset)
        models.offer(list({model.model_id: model for model in offered}.values()))
        if self.instance.pk is None:
            self.initial["model"] = models.initial
        if not person.is_superuser:
            del self.fields["sharing"]
            self.fields.pop("groups", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        tools = cleaned.get("tools") or []
        if FILE_SEARCH in tools and not ids_in(cleaned.get("vector_store_ids", "")):
            self.add_error(
                "vector_store_ids", gettext("File search needs to know where: enter a vector store's ID.")
            )
        if len(ids_in(cleaned.get("file_ids", ""))) > 50:
            self.add_error(
                "file_ids", gettext("The code interpreter takes 50 files at most. Leave some out.")
            )
        for name, tool, label in (
            ("vector_store_ids", FILE_SEARCH, gettext("file search")),
            ("file_ids", CODE_INTERPRETER, gettext("the code interpreter")),
        ):
            if cleaned.get(name) and tool not in tools:
                self.add_error(
                    name,
                    gettext("Only %(label)s uses these: tick it, or leave this empty.") % {"label": label},
                )
        return cleaned
