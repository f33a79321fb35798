"""What every error tells its caller."""

import re
from typing import ClassVar

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _


class OpenAIError(Exception):
    """A call that brought no usable answer."""

    kind: ClassVar[str] = "open_ai_error"
    message = _("The call to the server did not succeed.")
    advice = _("Try again. If it goes on, show this page to your administrator.")
    retryable: bool = False
    sent: bool = False

    def __init__(
        self, message: str = "", *, advice: str = "", code: str = "", param: str = "",
        status: int | None = None, request_id: str = "", retryable: bool | None = None,
        retry_after: float | None = None, sent: bool | None = None, detail: str = "",
    ) -> None:  # fmt: skip
        self.message = message or gettext(self.message)
        self.advice = advice or gettext(self.advice)
        self.code, self.param, self.status, self.request_id = code, param, status, request_id
        self.retryable = self.retryable if retryable is None else retryable
        self.retry_after = retry_after
        self.sent = self.sent if sent is None else sent
        self.detail = detail
        super().__init__(self.message)

    def __init_subclass__(cls) -> None:
        cls.kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()

    def __str__(self) -> str:
        return f"{self.message} {self.detail}".strip()
