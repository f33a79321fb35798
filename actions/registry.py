"""Every action there is: one class in each module of `actions.catalog`."""

import inspect
import pkgutil
from collections.abc import Iterable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import NamedTuple

from django.utils.translation import gettext, gettext_lazy

from actions import catalog
from actions.action import GROUPS, Action
from actions.fields import Words


class Group(NamedTuple):
    """A part of the navigation."""

    name: Words
    icon: str
    actions: tuple[Action, ...]


def declared_in(module: ModuleType) -> Action:
    """Return the action that a catalog module declares. Raises TypeError unless it is exactly one."""
    classes = [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, Action) and member.__module__ == module.__name__
    ]
    if len(classes) != 1:
        raise TypeError(f"{module.__name__} must declare exactly one action, not {len(classes)}.")
    return classes[0]()


def modules_in(paths: Iterable[str]) -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(paths))


@cache
def all_actions() -> tuple[Action, ...]:
    """Return every action, by group and title."""
    found = [
        declared_in(import_module(f"{catalog.__name__}.{name}")) for name in modules_in(catalog.__path__)
    ]
    order = list(GROUPS)
    return tuple(sorted(found, key=lambda action: (order.index(action.group), action.slug)))


def get(slug: str) -> Action:
    """Return the action with this slug. Raises KeyError."""
    return {action.slug: action for action in all_actions()}[slug]


def title_of(slug: str) -> str:
    """Return an action's title; of one that has gone, what its slug says."""
    try:
        return str(get(slug).title)
    except KeyError:
        return slug.replace("-", " ").capitalize() or gettext("Unknown action")


@cache
def menu() -> tuple[Group, ...]:
    """Return the groups that have an action, in the order of the navigation."""
    groups = (
        Group(gettext_lazy(name), icon, tuple(a for a in all_actions() if a.group == name))
        for name, icon in GROUPS.items()
    )
    return tuple(group for group in groups if group.actions)
