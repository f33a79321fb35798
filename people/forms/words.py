"""What several forms about people say, and how they ask for a new password."""

from typing import Any

from django import forms

LABELS = {"username": "User name", "email": "E-mail", "first_name": "First name", "last_name": "Last name"}
PASSWORD_HELP = "At least 8 characters, not only digits, and nothing that is easy to guess."
USERNAME_HELP = "Letters, digits and @ . + - _ only."
NAME_TAKEN = {"username": {"unique": "Somebody already has this user name. Choose another."}}


class NewPasswords:
    """Mixed into a form that asks for a new password twice, in Django's two fields."""

    fields: dict[str, forms.Field]
    error_messages: dict[str, Any] = {
        "password_mismatch": "The two passwords are not the same. Type both again."
    }
    first, second = "password1", "password2"

    def label_passwords(self, label: str) -> None:
        first, second = self.fields[self.first], self.fields[self.second]
        first.label, second.label = label, "The same password again"
        first.help_text, second.help_text = PASSWORD_HELP, ""
