"""Forms made of declared fields."""

from actions.forms.action import ActionForm
from actions.forms.declared import DeclaredForm
from actions.picking import Model

__all__ = ["ActionForm", "DeclaredForm", "Model"]
