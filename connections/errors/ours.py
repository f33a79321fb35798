"""What ends a call on this side of the line."""

# ruff: noqa: N818 - the names say what happened; the tree says that they are errors

from django.utils.translation import gettext_noop as _

from connections.errors.error import OpenAIError


class NotSent(OpenAIError): ...


class Unsendable(NotSent):
    message = _("This request cannot be sent as it is.")
    advice = _("Check what was typed, and the connection's address, key and headers.")


class Unreadable(NotSent):
    message = _("The stored API key cannot be read.")
    advice = _("An administrator needs to enter the key of this connection again.")


class OffLimits(NotSent):
    message = _("This address leads into a network where Workroom may not go, so nothing was sent.")
    advice = _("Choose another connection. An administrator can find out more under “Private addresses”.")


class Unreachable(NotSent):
    message = _("The server could not be reached.")
    advice = _("Check the connection's base URL, and that the server is running.")
    retryable = True


class Untrusted(NotSent):
    message = _("The server could not prove that it is the one we asked for, so nothing was sent.")
    advice = _("Check that the base URL begins with the right http:// or https://, and the certificate.")


class Interrupted(OpenAIError):
    message = _("The call was interrupted before the answer was complete.")
    advice = _("Run again if you still need the result.")


class TimedOut(Interrupted):
    message = _("The server took too long to answer.")


class Cut(Interrupted):
    message = _("The connection was lost before the answer was complete.")


class Cancelled(Interrupted):
    message = _("The call was cancelled.")
    advice = _("Run again when you want the result.")
