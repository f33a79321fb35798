import pytest

from connections.masking import mask

KEY = "sk-proj-abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize(
    "text",
    [
        f"Incorrect API key provided: {KEY}.",
        "Incorrect API key provided: sk-abcde*****************wxyz.",
        f"part: {KEY[5:25]}",
        f'{{"key":"{KEY}"}}',
        f"Authorization: Bearer {KEY[8:]}",
    ],
)
def test_a_key_is_masked_however_it_is_repeated(text: str) -> None:
    masked = mask(text, [KEY])
    assert "abcde" not in masked
    assert "wxyz" not in masked
    assert "••••" in masked


def test_a_key_that_we_do_not_know_is_masked_by_its_look() -> None:
    assert mask("key sk-somebody-elses-key refused") == "key •••• refused"


def test_a_secret_with_spaces_is_masked_whole() -> None:
    assert mask("got: my secret value!", ["my secret value"]) == "got: ••••!"


def test_ordinary_words_stay() -> None:
    text = "The model ollama/llama3 is not found, see /practice/v1."
    assert mask(text, ["ollama", "sk-practice-0123456789"]) == text
