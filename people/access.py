"""Who may open which address: every view says it once, and `AccessMiddleware` holds everyone to it."""

from collections.abc import Callable, Sequence
from enum import Enum
from functools import wraps
from types import ModuleType
from typing import Any, TypeVar

from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)
Patterns = Sequence[URLPattern | URLResolver]
Included = tuple[Any, str | None, str | None]


class Access(Enum):
    """Who may open an address. Whoever is not signed in gets no further than ANYONE.

    In the four that are about one thing the view looks it up among what is the person's to see, so that
    another's thing is not found, exactly as one that does not exist.
    """

    ANYONE = "anyone, signed in or not: the view keeps out whom it must by itself"
    SIGNED_IN = "everyone who is signed in: it is about nothing but what is their own or everybody's"
    OWNER = "the one person whose thing it is"
    KEEPERS = "the one person whose thing it is; and administrators, if it is shared"
    COLLEAGUES = "the person whose thing it is; and, if it is shared, those with whom, and administrators"
    RECIPIENTS = "the person whose thing it is, and those with whom they share it: no administrator else"
    ADMINISTRATORS = "administrators: everyone else hears that it is not allowed"


def access(who: Access) -> Callable[[V], V]:
    """Declare who may open a view. It is enforced before anything of the view runs, its decorators too."""

    def declare(view: V) -> V:
        view.access = who  # type: ignore[attr-defined]  # a function may carry anything
        return view

    return declare


def access_of(view: View) -> Access | None:
    """Return what a view declares, or None if it declares nothing."""
    found: Access | None = getattr(view, "access", None)
    return found


def declared(who: Access, included: Included) -> Included:
    """Declare a whole URLconf, given as `include()` returns it: for views that are not ours to decorate.

    One that says something itself stays as it is.
    """
    urlconf, app_name, namespace = included
    patterns: Patterns = urlconf.urlpatterns if isinstance(urlconf, ModuleType) else urlconf
    return [_declared(who, each) for each in patterns], app_name, namespace


def _declared(who: Access, each: URLPattern | URLResolver) -> URLPattern | URLResolver:
    """Return a copy: the same view may be declared otherwise in another place."""
    if isinstance(each, URLResolver):
        inner = [_declared(who, pattern) for pattern in each.url_patterns]
        return URLResolver(each.pattern, inner, each.default_kwargs, each.app_name, each.namespace)
    if access_of(each.callback):
        return each

    callback: View = each.callback

    @access(who)
    @wraps(callback)
    def view(*args: Any, **kwargs: Any) -> HttpResponseBase:
        return callback(*args, **kwargs)

    return URLPattern(each.pattern, view, each.default_args, each.name)
