"""The fields an action declares."""

from actions.fields.declared import BLANK, NAME, Condition, Declared, Words, holds
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
    number,
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
    "Words",
    "YesNo",
    "holds",
    "number",
]
