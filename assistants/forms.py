"""The form that makes and changes an assistant."""

from typing import TYPE_CHECKING, Any

from django import forms

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
        help_texts = {"title": "Left empty, the thread goes by its ID."}


class AssistantForm(SharingForm):
    """`person` fills it in: the connections are theirs, and sharing is for administrators."""

    tools = forms.MultipleChoiceField(
        label="Tools",
        choices=TOOLS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What the assistant may use while it answers. Each use can cost extra.",
    )

    model = Model(Kind.RESPONSES, help_text="Pick one, or type any model id. A message can ask another one.")

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
        labels = {"connection": "Connection", "file_ids": "File IDs"}
        help_texts = {
            "name": "What people see when they choose an assistant.",
            "connection": "Choose one if the stores and files below belong to its account.",
            "instructions": "How the assistant behaves: its role, its tone, what it must not do.",
            "vector_store_ids": "For file search. Each begins with “vs_”; put a comma between several.",
            "file_ids": "For the code interpreter. Each begins with “file-”; put a comma between several.",
            "temperature": "From 0 to 2. Lower is more focused. Left out for models that do not take it.",
        }

    def __init__(self, data: Any = None, *, person: "User", instance: Assistant | None = None) -> None:
        super().__init__(data, instance=instance, person=person)
        if self.instance.pk is None:
            self.instance.owner = person
        connections: Any = self.fields["connection"]
        connections.queryset, connections.empty_label = Connection.objects.usable_by(person), "Any connection"
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
            self.add_error("vector_store_ids", "File search needs to know where: enter a vector store's ID.")
        if len(ids_in(cleaned.get("file_ids", ""))) > 50:
            self.add_error("file_ids", "The code interpreter takes 50 files at most. Leave some out.")
        for name, tool, label in (
            ("vector_store_ids", FILE_SEARCH, "file search"),
            ("file_ids", CODE_INTERPRETER, "the code interpreter"),
        ):
            if cleaned.get(name) and tool not in tools:
                self.add_error(name, f"Only {label} uses these: tick it, or leave this empty.")
        return cleaned
