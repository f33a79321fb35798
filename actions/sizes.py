"""The size of a picture, as a field."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from actions.families import SizeRule
from actions.fields import Choice

SIZE = re.compile(r"^(\d{1,5})x(\d{1,5})$")


class ImageSize(Choice):
    """A size such as 1536x1024. `rule` says which sizes can be typed where the field is `free`."""

    def __init__(self, *args: Any, rule: SizeRule | None = None, **kwargs: Any) -> None:
        self.rule = rule
        super().__init__(*args, **kwargs)
        if rule:
            self.widget.attrs |= {
                "data-size-multiple": rule.multiple,
                "data-size-max-edge": rule.max_edge,
                "data-size-max-ratio": rule.max_ratio,
                "data-size-min-pixels": rule.min_pixels,
                "data-size-max-pixels": rule.max_pixels,
            }

    def hint(self) -> str:
        if not self.rule:
            return super().hint()
        rule = self.rule
        free = _("Or type one: multiples of %(multiple)s, up to %(max_edge)s pixels an edge.") % {
            "multiple": rule.multiple,
            "max_edge": rule.max_edge,
        }
        return " ".join(filter(None, [free, super().hint()]))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value or not self.free or value == "auto":
            return
        found = SIZE.match(value)
        if not found:
            raise ValidationError(
                _("Write a size as width x height in pixels, such as 1024x1024."), code="size"
            )
        if self.rule and (problem := self.rule.problem(int(found[1]), int(found[2]))):
            raise ValidationError(problem, code="size")

    def to_python(self, value: Any) -> str:
        return re.sub(r"\s*[x\u00d7X*]\s*", "x", str(super().to_python(value)).strip())
