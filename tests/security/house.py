"""People with something of their own and something shared, to try every address with.

A new kind of argument is named once, in `House.things`.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from actions import registry
from assistants.models import Assistant, Conversation
from connections.models import Connection
from library.models import Definition
from people.models import Invitation, Tries, User
from retention.models import Rule
from runs import samples
from runs.models import Attachment, Run
from sharing.models import Link, Share
from tests.conftest import PASSWORD, signed_in
from tests.people.authenticator import Device, a_passkey
from tests.runs.pages import MP3, a_connection, a_file, a_run, answered

PEOPLE = ["nobody", "stranger", "owner", "colleague", "administrator"]


@dataclass
class House:
    """The owner has everything; it is shared with the colleague, by a group, where it can be shared.

    `things` are arguments of addresses with the owner's shared thing (see `walk.Address`), `private` those
    that can also be the owner's alone. `sessions` are everybody's open sessions.
    """

    people: dict[str, User | None] = field(default_factory=dict)
    things: dict[str, str] = field(default_factory=dict)
    private: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def client(self, name: str, **kwargs: Any) -> Client:
        """Return a browser in which this person is signed in."""
        client = Client(**kwargs)
        if session := self.sessions.get(name):
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        return client


def a_sample(owner: User, line: Connection) -> Run:
    """Return the run of a voice's sample, which belongs to whoever may use the connection."""
    action = registry.get("generate-an-audio")
    values = action.sample({"method": "speech", "model": "tts-1", "voice": "nova"})
    run = samples.asked(owner, line, action, values)
    return answered(run, a_file(MP3, "nova.mp3", "audio/mpeg", "audio"))


def session_of(person: User) -> str:
    return signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value


def furnished() -> House:
    people: dict[str, Any] = {name: User.objects.create_user(name, password=PASSWORD) for name in PEOPLE[1:]}
    owner, administrator = people["owner"], people["administrator"]
    administrator.is_superuser = True
    administrator.save()
    group = Group.objects.create(name="Colleagues")
    group.user_set.add(owner, people["colleague"])
    line = a_connection()
    line.groups.add(group)
    picture = a_file(b"secret", "secret.png", "image/png", "image")
    run = answered(a_run(owner, line), a_file(b"secret", "secret.bin", "application/pdf"), picture)
    attachment = Attachment.objects.keep(owner, "file", SimpleUploadedFile("mine.txt", b"mine"))
    attachment.attach(run)
    output, picture = run.outputs.all()
    kept: Any = {"owner": owner, "kind": "structured-data"}
    definition = Definition.objects.create(**kept, name="Invoice", sharing="groups")
    definition.groups.add(group)
    own_definition = Definition.objects.create(**kept, name="Private")
    assistant = Assistant.objects.create(owner=owner, name="Shared", model="gpt-5", sharing="groups")
    assistant.groups.add(group)
    alone = Assistant.objects.create(owner=owner, name="Private", model="gpt-5")
    thread = Conversation.objects.create(owner=owner, connection=line, conversation_id="conv_1", title="Cats")
    share = Share.objects.create(run=run, title="Hello", inputs=True, group=group)
    share.outputs.set(run.outputs.all())
    tomorrow = timezone.now() + timedelta(days=1)
    link = Link.objects.create(run=run, title="Hello", inputs=True, digest="2", until=tomorrow)
    signed_in(owner)
    tries = Tries.objects.create(kind=Tries.Kind.ADDRESS, key="192.0.2.1", count=20, until=timezone.now())
    invitation = Invitation.objects.create(digest="1", expires_at=tomorrow)
    things = {
        "/words/<str:language>.js": "de",
        "/actions/<slug:slug>": "create-a-completion",
        "/runs/searches/<int:pk>": owner.saved_searches.create(name="Mine", query="state=failed").pk,
        "/runs/<uuid:key>": run.key,
        "/shared/<uuid:key>": share.key,
        "/shared/given/<uuid:key>": link.key,
        "/shared/links/<uuid:key>": link.key,
        "/shared/<uuid:share>": share.key,
        "/shared/<uuid:share>/outputs/<uuid:key>": output.key,
        "/shared/<uuid:share>/outputs/<uuid:key>/<path:filename>": output.filename,
        "/shared/<uuid:share>/attachments/<uuid:key>": attachment.key,
        "/shared/<uuid:share>/attachments/<uuid:key>/<path:filename>": attachment.filename,
        "/outputs/<uuid:key>": output.key,
        "/gallery/<uuid:key>": picture.key,
        "/outputs/<uuid:key>/<path:filename>": output.filename,
        "/attachments/<uuid:key>": attachment.key,
        "/attachments/<uuid:key>/<path:filename>": attachment.filename,
        "/account/sessions/<int:pk>": owner.sign_ins.get().pk,
        "/account/passkeys/<int:pk>": a_passkey(owner, Device()).pk,
        "/people/<int:pk>": owner.pk,
        "/people/signing-in/addresses/<int:pk>": tries.pk,
        "/people/invitations/<int:pk>": invitation.pk,
        "/people/groups/<int:pk>": group.pk,
        "/assistants/<int:pk>": assistant.pk,
        "/assistants/threads/<int:pk>": thread.pk,
        "/definitions/<int:pk>": definition.pk,
        "/connections/<int:pk>": line.pk,
        "/retention/<int:pk>": Rule.objects.create(group=group, days=30).pk,
        "/queue/connections/<int:pk>": line.pk,
        "/connections/<int:pk>/files/<str:file_id>": "file-1",
        "/connections/<int:pk>/samples/<uuid:key>": a_sample(owner, line).key,
    }
    return House(
        people={"nobody": None, **people},
        sessions={name: session_of(person) for name, person in people.items()},
        things={name: str(value) for name, value in things.items()},
        private={"/assistants/<int:pk>": str(alone.pk), "/definitions/<int:pk>": str(own_definition.pk)},
    )
