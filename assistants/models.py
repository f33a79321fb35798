"""What is kept of assistants and of conversations."""

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actions.tools import CODE_INTERPRETER, FILE_SEARCH, TOOLS, ids_in
from connections.digits import whole
from people.sharing import Shared, SharedQuerySet

if TYPE_CHECKING:
    from connections.models import Connection
    from people.models import User


class AssistantQuerySet(SharedQuerySet["Assistant"]):
    def usable_through(self, connection: "Connection") -> "AssistantQuerySet":
        """Return those that are not kept for another connection."""
        return self.filter(Q(connection=None) | Q(connection=connection))


class Assistant(Shared):
    """A model with instructions, tools and files, under a name."""

    name = models.CharField(max_length=100)
    connection = models.ForeignKey(
        "connections.Connection", models.SET_NULL, null=True, blank=True, related_name="assistants"
    )
    model = models.CharField(max_length=200)
    instructions = models.TextField(blank=True, max_length=256_000)
    tools = models.JSONField(default=list, blank=True)
    vector_store_ids = models.TextField(_("vector store IDs"), blank=True)
    file_ids = models.TextField(_("file IDs"), blank=True)
    temperature = models.FloatField(
        null=True, blank=True, validators=[MinValueValidator(0), MaxValueValidator(2)]
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AssistantQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("assistants:edit", args=[self.pk])

    @property
    def tool_labels(self) -> list[str]:
        return [label.partition(":")[0] for tool, label in TOOLS if tool in self.tools]

    def facts(self) -> dict[str, Any]:
        """Return what the assistant is made of, as the action "Message an Assistant" takes it."""
        return {
            "name": self.name,
            "model": self.model,
            "instructions": self.instructions,
            "tools": [tool for tool, _ in TOOLS if tool in self.tools],
            "vector_store_ids": ids_in(self.vector_store_ids) if FILE_SEARCH in self.tools else [],
            "file_ids": ids_in(self.file_ids) if CODE_INTERPRETER in self.tools else [],
            "temperature": self.temperature,
        }


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def remember(
        self,
        owner: "User",
        connection: "Connection",
        conversation_id: str,
        title: str,
        assistant: str = "",
    ) -> None:
        """Keep a conversation that a person had, or that it went on. Its first title stays.

        `assistant` is the key of the one that answered last.
        """
        number = whole(assistant)
        answered = None if number is None else Assistant.objects.filter(pk=number).first()
        latest = {"updated_at": timezone.now(), "assistant": answered}
        with suppress(IntegrityError):  # the connection may be gone by now, and the conversation with it
            self.update_or_create(
                owner=owner,
                connection=connection,
                conversation_id=conversation_id,
                defaults=latest,
                create_defaults={"title": title[:200], **latest},
            )

    def before(self, key: str) -> "ConversationQuerySet":
        """Return those that follow, the latest first, the one with this key; all, if there is no such one."""
        number = whole(key)
        last = None if number is None else self.filter(pk=number).first()
        if last is None:
            return self
        earlier = Q(updated_at__lt=last.updated_at)
        return self.filter(earlier | Q(updated_at=last.updated_at, pk__lt=last.pk))

    def had_by_others(self, conversation: "Conversation") -> bool:
        """Whether somebody else goes on with the same conversation."""
        same = self.filter(connection=conversation.connection, conversation_id=conversation.conversation_id)
        return same.exclude(owner=conversation.owner).exists()


class Conversation(models.Model):
    """A conversation that a person had through a connection. What was said is kept by the server."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="conversations")
    connection = models.ForeignKey("connections.Connection", models.CASCADE, related_name="conversations")
    conversation_id = models.CharField(max_length=200)
    assistant = models.ForeignKey(Assistant, models.SET_NULL, null=True, related_name="conversations")
    title = models.CharField(max_length=200, blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at", "-pk"]
        constraints = [
            models.UniqueConstraint("owner", "connection", "conversation_id", name="one_row_per_conversation")
        ]

    def __str__(self) -> str:
        return self.title or self.conversation_id
