"""What the other side answered, if it makes no sense or is a no."""

# ruff: noqa: N818 - the names say what happened; the tree says that they are errors

from django.utils.translation import gettext_noop as _

from connections.errors.error import OpenAIError


class Malformed(OpenAIError):
    message = _("The server's answer could not be understood.")
    advice = _(
        "Run again. If it goes on, an administrator needs to check the base URL (it usually ends in /v1)."
    )
    sent = True


class Unusable(Malformed):
    message = _("The server's answer does not hold what was asked for.")
    advice = _("Choose another model or connection. If it goes on, show this page to your administrator.")


class Oversized(Malformed):
    message = _("The server's answer was larger than we accept, so the rest was left unread.")
    advice = _("Ask for less at once.")


class Rejected(OpenAIError):
    message = _("The server refused the request.")
    advice = _("Read the server's own words below, change the request and run again.")


class BadRequest(Rejected): ...


class UnsupportedField(BadRequest):
    message = _("The model does not accept one of the fields as it was filled in.")
    advice = _("Leave the field out, change its value, or choose another model.")


class Blocked(BadRequest):
    message = _("The server's safety system refused this content.")
    advice = _("Word it differently, or use another picture.")


class TooLong(BadRequest):
    message = _("The text is longer than this model can hold.")
    advice = _("Shorten the text, or choose a model that holds more.")


class TooLarge(BadRequest):
    message = _("The request is larger than the server accepts.")
    advice = _("Use a smaller or fewer files.")


class BadCredentials(Rejected):
    message = _("The server refused the API key.")
    advice = _(
        "An administrator needs to check the key, the organization and the project of this connection."
    )


class Forbidden(Rejected):
    message = _("The API key is not allowed to do this.")
    advice = _("An administrator needs to allow it for the key, or choose another connection.")


class NotFound(Rejected):
    message = _("The server does not know what was named in the request.")
    advice = _("Check the names and ids that were typed.")


class ModelNotFound(NotFound):
    message = _("This account has no such model.")
    advice = _("Choose another model from the list.")


class NotOffered(NotFound):
    message = _("This server does not offer this action.")
    advice = _("Choose another connection, or check that the base URL is right (it usually ends in /v1).")


class Redirected(Rejected):
    message = _("The server sent us on to another address, where the API key must not go.")
    advice = _("An administrator needs to put the server's final address in the connection's base URL.")


class NoCredit(Rejected):
    message = _("The account has no credit left, or has reached its spending limit.")
    advice = _("An administrator needs to add credit or raise the limit with the provider.")


class Busy(Rejected):
    message = _("The server is too busy to take the request now.")
    advice = _("Wait a little and run again.")
    retryable = True


class ServerFailed(Rejected):
    message = _("The server failed while it worked on the request.")
    advice = _("Run again if you still need the result. If it goes on, ask your administrator.")
    sent = True
