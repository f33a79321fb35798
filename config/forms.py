"""How every form of the project is drawn."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest

WIDGETS = "django/forms/widgets/"
CLASSES = {
    f"{WIDGETS}select.html": "form-select",
    f"{WIDGETS}checkbox.html": "form-check-input",
    f"{WIDGETS}hidden.html": "",
    f"{WIDGETS}multiple_hidden.html": "",
    f"{WIDGETS}checkbox_select.html": "",
    f"{WIDGETS}radio.html": "",
}


class FormRenderer(TemplatesSetting):
    """Draws each field with our own label, help and error (`templates/forms/field.html`)."""

    field_template_name = "forms/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Draw a form, a field or a widget; Django's own widgets get the stylesheet's class."""
        if template_name.startswith(WIDGETS) and (widget := context.get("widget")):
            classes = (
                f"{widget['attrs'].get('class', '')} {CLASSES.get(template_name, 'form-control')}".strip()
            )
            if classes:
                widget["attrs"]["class"] = classes
        return super().render(template_name, context, request)
