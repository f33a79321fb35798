"""Runs a test on made-up ways of filling in a form, until every input and every choice has been filled in."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings

from actions.action import Action
from actions.fields import Choice
from actions.forms import DeclaredForm
from actions.parameters import OtherParameters
from tests.actions.filled import Filled, form_of, input_of, inputs
from tests.actions.made_up import made_up, roots
from tests.actions.values import Strategy, choices

ON_PURPOSE = 3  # ways with what was not filled in before: not each that is tried is valid
MOST_CHOICES = 16  # that are each to be chosen once


def each_made_up(action: Action, examples: int, test: Callable[[Filled], None], at_least: int = 50) -> None:
    """Run a test on ways of filling in an action's form: so many for each root, and `at_least` in all.

    They are the same every time, unless the environment asks for another number by EXAMPLES. Whatever input
    and choice none of them has filled in is then filled in on purpose.
    """
    reached = Reached()

    def check(way: Filled) -> None:
        reached.add(way, form_of(action, way))
        test(way)

    begun = {root.name: root for root in roots(action)}
    for root in begun.values():
        run(made_up(action, root), max(examples, at_least // len(begun)), check)
    wanted: set[str] = set()
    while new := {name: root for name, root in reached.missing().items() if name not in wanted}:
        wanted |= new.keys()
        for name, root_name in new.items():
            run(made_up(action, begun[root_name], name), ON_PURPOSE, check)
    assert not reached.missing(), f"never filled in: {reached.missing()}"


def run(ways: Strategy, examples: int, check: Callable[[Filled], None]) -> None:
    @tried(examples)
    @given(ways)
    def each(way: Filled) -> None:
        check(way)

    each()


@dataclass
class Reached:
    """Which inputs there were, each with its choices if these are not many; and which were filled in."""

    there: dict[str, str] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)

    def add(self, way: Filled, form: DeclaredForm) -> None:
        for key, owner, name in inputs(form):
            if isinstance(form.fields[key.partition("-")[0]], OtherParameters):
                continue  # few of its types have a parameter that the document knows
            each, known = owner.fields[name], input_of(key)
            options = choices(each) if isinstance(each, Choice) else []
            many = len(options) > MOST_CHOICES or not options
            for input_name in [known] if many else [f"{known}={option}" for option in options]:
                self.there.setdefault(input_name, way.root)
            if (typed := way.typed.get(key)) is not None:
                self.filled.add(known if many else f"{known}={typed}")

    def missing(self) -> dict[str, str]:
        """What was not filled in, with the name of a root where it is."""
        return {name: root for name, root in self.there.items() if name not in self.filled}


def tried(examples: int) -> settings:
    return settings(
        max_examples=int(os.environ.get("EXAMPLES") or examples),
        derandomize="EXAMPLES" not in os.environ,
        database=None,
        deadline=None,
        print_blob=True,
        # A way can be long, and takes minutes to be made shorter.
        phases=[Phase.generate, *([Phase.shrink] if "EXAMPLES" in os.environ else [])],
        suppress_health_check=list(HealthCheck),
    )
