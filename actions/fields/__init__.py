"""The fields an action declares."""

from actions.fields.declared import BLANK, NAME, Condition, Declared, holds
from actions.fields.kinds import (
    Choice,
    Filename,
    Integer,
    JsonText,
    LongText,
    Number,
    Suggestions,
    Text,
    YesNo,
)

__all__ = [
    "BLANK",
    "NAME",
    "Choice",
    "Condition",
    "Declared",
    "Filename",
    "Integer",
    "JsonText",
    "LongText",
    "Number",
    "Suggestions",
    "Text",
    "YesNo",
    "holds",
]
