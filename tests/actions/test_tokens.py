"""Words are tokens by the model's own vocabulary, to the number."""

import pytest

from actions.registry import get
from actions.tokens import encoding, pieces_of, vocabulary_of
from tests.actions.offers import Shop, posted, rows
from tests.catalog.performing import errors_of, values_of

SLUG = "create-a-completion"
ASKED = {"model": "gpt-4o", "messages__0__role": "user", "messages__0__content": "Hi"}


@pytest.mark.parametrize(
    ("vocabulary", "text", "tokens"),
    [
        ("o200k_base", "hello", [24912]),
        ("o200k_base", " world", [2375]),
        ("cl100k_base", "hello", [15339]),
        ("cl100k_base", " world", [1917]),
        ("cl100k_base", "antidisestablishmentarianism", [519, 85342, 34500, 479, 8997, 2191]),
        ("cl100k_base", "2 + 2 = 4", [17, 489, 220, 17, 284, 220, 19]),
        ("cl100k_base", "お誕生日おめでとう", [33334, 45918, 243, 21990, 9080, 33334, 62004, 16556, 78699]),
    ],
)
def test_tokens_are_openais_own(vocabulary: str, text: str, tokens: list[int]) -> None:
    assert [token for token, _ in pieces_of(text, vocabulary)] == tokens


@pytest.mark.parametrize(("vocabulary", "size"), [("o200k_base", 199_998), ("cl100k_base", 100_256)])
def test_a_vocabulary_is_whole(vocabulary: str, size: int) -> None:
    held = encoding(vocabulary)

    assert len(held._mergeable_ranks) == size
    assert held.decode(held.encode_ordinary("Ünïcode, 漢字 and 🦊!")) == "Ünïcode, 漢字 and 🦊!"


@pytest.mark.parametrize(
    ("model", "vocabulary"),
    [
        ("gpt-4o-mini", "o200k_base"),
        ("gpt-4.1", "o200k_base"),
        ("ft:gpt-4.1:acme::a", "o200k_base"),
        ("gpt-5.4", "o200k_base"),
        ("o3", "o200k_base"),
        ("gpt-4", "cl100k_base"),
        ("gpt-4-turbo", "cl100k_base"),
        ("gpt-3.5-turbo-instruct", "cl100k_base"),
        ("llama3.2:3b", None),
        ("gpt-9-next", None),
    ],
)
def test_a_models_vocabulary_is_known_or_not(model: str, vocabulary: str | None) -> None:
    assert vocabulary_of(model) == vocabulary


@pytest.mark.parametrize(
    ("model", "typed", "token"),
    [
        ("gpt-4o", "hello", "24912"),
        ("gpt-4o", " world", "2375"),
        ("gpt-4o", "“ world”", "2375"),
        ("gpt-4", "hello", "15339"),
        ("gpt-4o", "50256", "50256"),
        ("gpt-4o", "“50”", "1434"),
        ("llama3.2:3b", "128", "128"),
    ],
)
def test_a_word_or_a_number_is_sent_as_the_token(model: str, typed: str, token: str) -> None:
    values = values_of(
        SLUG, **{**ASKED, "model": model}, logit_bias__0__token=typed, logit_bias__0__probability="-100"
    )

    assert values["logit_bias"] == [{"token": typed, "probability": -100}]  # as it was typed, for the history
    assert get(SLUG).request(values).json["logit_bias"] == {token: -100}


@pytest.mark.parametrize(
    ("model", "typed", "complaint"),
    [
        ("gpt-4o", "2024", None),
        ("gpt-4o", "“2024”", "“2024” is not one token to gpt-4o but 2: “202” is 1323, “4” is 19."),
        ("llama3.2:3b", "hello", "type the token's number"),
    ],
)
def test_what_is_not_one_token_is_told_with_its_pieces(model: str, typed: str, complaint: str | None) -> None:
    errors = errors_of(
        SLUG, **{**ASKED, "model": model}, logit_bias__0__token=typed, logit_bias__0__probability="1"
    )

    assert (not errors) if complaint is None else (complaint in errors["logit_bias"][0])


def test_a_word_and_its_number_are_the_same_token() -> None:
    tokens = {"logit_bias__0__token": "hello", "logit_bias__1__token": "24912"}
    probabilities = {f"logit_bias__{n}__probability": "1" for n in range(2)}

    assert "the same token" in errors_of(SLUG, **ASKED, **tokens, **probabilities)["logit_bias"][0]


def test_a_word_stays_typed_when_the_form_is_drawn_again() -> None:
    data = posted(**ASKED, logit_bias__0__token=" fox", logit_bias__0__probability="1")

    (row,) = rows(get(SLUG).form(data, connections=[Shop()], quiet=True), "logit_bias")

    assert 'value=" fox"' in str(row["token"])
