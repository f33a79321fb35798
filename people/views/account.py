"""Signing in and out, and one's own password."""

from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from people.access import Access, access
from people.forms import ChangePasswordForm, SignInForm
from people.setup import is_needed


@access(Access.ANYONE)
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The sign-in page. A part of a page that asked for more after the session ended becomes this page."""
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined]  # its middleware adds it
    if htmx:
        query = urlencode({"next": htmx.current_url_abs_path or "/"})
        return HttpResponseClientRedirect(f"{reverse('people:sign-in')}?{query}")
    page = LoginView.as_view(
        template_name="people/sign_in.html",
        authentication_form=SignInForm,
        redirect_authenticated_user=True,
        extra_context={"set_up_needed": is_needed()},
    )
    return page(request)


@access(Access.ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "You are signed out.")
    return redirect("people:sign-in")


@access(Access.SIGNED_IN)
@sensitive_post_parameters()
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other browsers are signed out by it."""
    form = ChangePasswordForm(request.user, request.POST or None)
    if form.is_valid():
        update_session_auth_hash(request, form.save())
        messages.success(request, "Your password is changed. Other browsers are signed out.")
        return redirect("runs:home")
    return render(request, "people/password.html", {"form": form})
