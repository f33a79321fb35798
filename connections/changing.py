"""The form for a connection that is there already."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from connections.forms import ConnectionForm
from connections.models import Connection
from people.forms.proof import AsksForProof
from people.models import User

WHY = _("Asked for again before the key or the base URL is changed.")


class ChangeForm(AsksForProof, ConnectionForm):
    """Whoever sits at an administrator's open browser cannot send the key, or what people ask, elsewhere."""

    def __init__(self, request: HttpRequest, person: User, connection: Connection) -> None:
        super().__init__(request.POST if request.method == "POST" else None, instance=connection)
        self.ask_for_proof(request, person, WHY)

    def needs_proof(self) -> bool:
        key = {"api_key", "forget_key"} & set(self.changed_data)
        return bool(key) or self.cleaned_data["base_url"] != self.old_url
