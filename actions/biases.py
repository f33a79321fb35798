"""Making tokens likelier or rarer: each typed as a word, or as its number in the model's vocabulary."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actions.fields import Integer, Text
from actions.forms import DeclaredForm
from actions.rows import MapOf
from actions.tokens import pieces_of, vocabulary_of
from connections.digits import whole

QUOTES = {'"': '"', "“": "”", "'": "'"}


class Token(Text):
    """A token: a word, or a number. In quotation marks a number is a word, and a space is seen."""


def token_probabilities() -> MapOf:
    return MapOf(
        {
            "token": Token(
                label=_("Token"),
                required=True,
                strip=False,
                max_length=100,
                help_text=_(
                    "A word, or a token's number. Within a text most words begin with a space: “ fox”."
                ),
            ),
            "probability": Integer(min_value=-100, max_value=100, label=_("Probability"), required=True),
        },
        one=_("token"),
        label=_("Token Probability"),
        advanced=True,
        help_text=_("Makes tokens likelier or rarer: -100 forbids one, 100 all but forces it."),
    )


def token_id(typed: Any, model: str) -> str:
    """Return the number of a token. Raises ValidationError for a word that is not one token to the model."""
    text = str(typed)
    if (number := whole(text.strip())) is not None:
        return str(number)
    word = text[1:-1] if len(text) > 2 and QUOTES.get(text[0]) == text[-1] else text
    vocabulary = vocabulary_of(model)
    if vocabulary is None:
        raise ValidationError(
            gettext(
                "The vocabulary of %(model)s is not known here, so “%(word)s” cannot be turned into "
                "a token: type the token's number."
            )
            % {"model": model, "word": word},
            code="vocabulary",
        )
    pieces = pieces_of(word, vocabulary)
    if len(pieces) == 1:
        return str(pieces[0][0])
    named = ", ".join(
        gettext("“%(piece)s” is %(token)s") % {"piece": piece, "token": token} for token, piece in pieces
    )
    raise ValidationError(
        gettext(
            "“%(word)s” is not one token to %(model)s but %(pieces)s: %(named)s. Choose among them by number."
        )
        % {"word": word, "model": model, "pieces": len(pieces), "named": named},
        code="pieces",
    )


def token_ids(biases: Mapping[str, Any], model: str) -> dict[str, Any]:
    """Return biases by the numbers of their tokens. Raises as `token_id`, and for a token twice."""
    found: dict[str, tuple[str, Any]] = {}
    for typed, bias in biases.items():
        number = token_id(typed, model)
        if number in found:
            raise ValidationError(
                gettext("“%(value)s” and “%(typed)s” are the same token.")
                % {"value": found[number][0], "typed": typed},
                code="twice",
            )
        found[number] = typed, bias
    return {number: bias for number, (_, bias) in found.items()}


def check_tokens(form: DeclaredForm, name: str = "logit_bias") -> None:
    """Add an error where what was typed is no token of the chosen model."""
    biases = {str(row["token"]): 0 for row in form.cleaned_data.get(name) or ()}
    try:
        token_ids(biases, str(form.cleaned_data.get("model") or ""))
    except ValidationError as error:
        form.add_error(name, error)
