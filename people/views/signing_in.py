"""Signing in and out."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from people import entering, oidc
from people.access import Access, access
from people.factors import passkeys
from people.forms.account import SignInForm
from people.setup import is_needed
from people.views import onward


class SignInPage(LoginView):
    """User name and password; after too many wrong ones, when to come back."""

    template_name = "people/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            set_up_needed=is_needed(),
            passkeys_possible=passkeys.are_possible(self.request),
            provider=oidc.is_offered() and settings.OIDC_NAME,
            **kwargs,
        )

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        return entering.password_was_right(self.request, form.get_user(), onward(self.request))

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        answer = super().form_invalid(form)
        if form.has_error(NON_FIELD_ERRORS, "locked"):
            answer.status_code = 429
        return answer


@access(Access.ANYONE)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page. A part of a page that asked for more after the session ended becomes this page."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # its middleware adds it
    if htmx:
        query = urlencode({"next": htmx.current_url_abs_path or "/"})
        return HttpResponseClientRedirect(f"{reverse('people:sign-in')}?{query}")
    return SignInPage.as_view()(request)


@access(Access.ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("You are signed out."))
    return redirect("people:sign-in")
