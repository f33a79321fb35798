from typing import Any

from actions import outputs
from actions.registry import get
from tests.actions.offers import Offer, Shop
from tests.catalog.performing import Server, errors_of, kept, sent, values_of
from tests.catalog.pictures import picture

SLUG = "create-a-moderation"
URL = {"image_source": "url", "image_url": "https://example.com/cat.png"}


def result(flagged: bool = False, **scores: float | None) -> dict[str, Any]:
    named = {name.replace("__", "/").replace("_", "-"): score for name, score in scores.items()}
    return {
        "flagged": flagged,
        "categories": {name: (score or 0) > 0.5 for name, score in named.items()},
        "category_scores": named,
    }


def test_one_text_is_sent_as_it_is_and_the_api_picks_the_model() -> None:
    assert get(SLUG).request(values_of(SLUG, input="Hello")).json == {"input": "Hello"}


def test_the_model_is_not_chosen_for_a_person() -> None:
    shop = Shop(models=(Offer("llama3"), Offer("omni-moderation-latest")))

    assert not get(SLUG).form(connections=[shop])["model"].value()
    assert get(SLUG).request(values_of(SLUG, input="Hello", model="omni-moderation-latest")).json == {
        "model": "omni-moderation-latest",
        "input": "Hello",
    }


def test_several_texts_are_sent_as_a_list() -> None:
    values = values_of(SLUG, input="One", texts__0__text="Two", texts__1__text="Three")

    assert get(SLUG).request(values).json == {"input": ["One", "Two", "Three"]}


def test_an_image_goes_with_the_texts() -> None:
    assert get(SLUG).request(values_of(SLUG, input="One", **URL)).json["input"] == [
        {"type": "text", "text": "One"},
        {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
    ]


def test_an_image_file_needs_no_text() -> None:
    values = values_of(SLUG, {"image_file": picture()}, image_source="file", input="")
    (part,) = sent(get(SLUG).request(values))["input"]

    assert part["image_url"]["url"].startswith("data:image/png;base64,")
    assert get(SLUG).headline(values) == "cat.png"


def test_the_verdict_names_the_image_it_is_about() -> None:
    server = Server({"results": [result(violence=0.2)]})
    (verdict,) = kept(SLUG, values_of(SLUG, input="One", **URL), server)
    assert isinstance(verdict, outputs.Verdict)
    assert verdict.sources == ("image_url",)


def test_without_an_image_there_must_be_a_text() -> None:
    assert errors_of(SLUG, input="")["input"] == ["Input is empty. Fill it in."]
    assert errors_of(SLUG, input="", texts__0__text="Two", **URL)["input"] == ["Enter the first text here."]


def test_it_is_free() -> None:
    assert not get(SLUG).costs({"input": "Hello"})


def test_a_verdict_names_the_categories_with_what_was_flagged_first() -> None:
    body = {"results": [result(True, hate=0.4, self_harm__intent=0.01, violence=0.9, sexual=0.1)]}

    assert kept(SLUG, values_of(SLUG, input="Hello"), Server(body)) == [
        outputs.Verdict(
            True,
            (
                outputs.Score("Violence", 0.9, True),
                outputs.Score("Hate", 0.4),
                outputs.Score("Sexual content", 0.1),
                outputs.Score("Intent of self-harm", 0.01),
            ),
        )
    ]


def test_a_category_that_a_model_does_not_know_is_left_out_and_a_new_one_keeps_its_name() -> None:
    (verdict,) = kept(
        SLUG, values_of(SLUG, input="Hello"), Server({"results": [result(illicit=None, rudeness=0.2)]})
    )

    assert isinstance(verdict, outputs.Verdict)
    assert verdict.scores == (outputs.Score("rudeness", 0.2),)


def test_each_text_has_a_verdict_that_says_which_it_is_about() -> None:
    values = values_of(SLUG, input="Good morning", texts__0__text="Good night " * 9)
    found = kept(SLUG, values, Server({"results": [result(), result()]}))

    assert [value.about for value in found if isinstance(value, outputs.Verdict)] == [
        "Input: Good morning",
        "Further text 1: Good night Good night Good night Good night…",
    ]


def test_an_answer_without_a_verdict_says_so() -> None:
    assert kept(SLUG, values_of(SLUG, input="Hello"), Server({"results": []})) == [
        outputs.Notice("The service answered without a verdict.")
    ]
