"""How every form of the project is drawn."""

from django.forms.renderers import TemplatesSetting


class FormRenderer(TemplatesSetting):
    """Draws each field with our own label, help and error (`templates/forms/field.html`)."""

    field_template_name = "forms/field.html"
