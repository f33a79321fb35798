"""What a test sees of how a page was drawn: the template that its view drew, and what it was given.

Django's test environment notes this of each of the hundreds of templates that a page's parts and fields are
drawn with, and keeps copies of all that each was given: two fifths of the page's time.
"""

import threading
from typing import Any

import pytest
from django.template import Context, Template
from django.test.signals import template_rendered

OF_A_TEMPLATE: Any = Template  # the types do not know its `_render`, which the test environment replaces too
drawn = OF_A_TEMPLATE._render
drawing = threading.local()


def noted(self: Template, context: Context) -> Any:
    """Draw a template, and note it unless it is a part of another one."""
    if getattr(drawing, "a_page", False):
        return drawn(self, context)
    drawing.a_page = True
    try:
        template_rendered.send(sender=self, template=self, context=context)
        return drawn(self, context)
    finally:
        drawing.a_page = False


def note_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every part of a page noted as well."""

    def each(self: Template, context: Context) -> Any:
        template_rendered.send(sender=self, template=self, context=context)
        return drawn(self, context)

    monkeypatch.setattr(Template, "_render", each)


@pytest.fixture(scope="session", autouse=True)
def django_test_environment(django_test_environment: None) -> None:
    OF_A_TEMPLATE._render = noted
