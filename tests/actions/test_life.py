"""A model that ends soon, or has ended, is spoken of before it is asked."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions import life
from actions.action import Action
from actions.families import Kind
from actions.registry import all_actions, get
from actions.shelves import Item
from tests.actions.offers import Offer, Shop, choices, posted

TODAY = date(2026, 11, 23)
STAYING = (Offer("gpt-6-sol"), Offer("gpt-5.4-mini"), Offer("gpt-6-luna"), Offer("gpt-6-astra"))


def said(ends: date | None, others: Iterable[Offer] = STAYING, kind: Kind = Kind.CHAT) -> life.Remark | None:
    return life.remark("gpt-4o", kind, [Offer("gpt-4o", ends), *others], TODAY)


def test_a_model_that_ends_soon_is_told_with_its_date_and_those_that_stay() -> None:
    assert said(date(2027, 1, 14)) == life.Remark(
        "gpt-4o ends on 14 January 2027, in 52 days. gpt-5.4-mini, gpt-6-astra and gpt-6-sol stay.",
        instead="gpt-5.4-mini",
    )


def test_a_model_that_has_ended_is_told_more_strongly() -> None:
    remark = said(TODAY - timedelta(days=1))

    assert remark
    assert remark.level == "error"
    assert remark.text.startswith("gpt-4o ended on 22 November 2026, so this will most likely be refused.")


@pytest.mark.parametrize(
    ("days", "words"), [(0, "ends today"), (1, "tomorrow"), (60, "in 60 days"), (61, None), (400, None)]
)
def test_sixty_days_are_soon(days: int, words: str | None) -> None:
    remark = said(TODAY + timedelta(days=days))

    assert (remark is None) if words is None else (remark is not None and words in remark.text)


def test_a_model_without_an_end_or_unlisted_is_not_remarked_upon() -> None:
    assert said(None) is None
    assert life.remark("llama3", Kind.CHAT, [*STAYING], TODAY) is None


def test_only_models_for_the_same_work_that_stay_are_named() -> None:
    others = [Offer("gpt-transcribe"), Offer("gpt-4o-mini", TODAY), Offer("llama3"), Offer("gpt-6-luna")]
    remark = said(TODAY, others)

    assert remark
    assert remark.text.endswith("refused. gpt-6-luna stays.")


def test_where_nothing_stays_that_is_said() -> None:
    remark = said(TODAY, [Offer("gpt-transcribe")])

    assert remark
    assert remark.text.endswith("This connection offers no other model for this that stays.")
    assert remark.instead == ""


def shop(days: int) -> Shop:
    return Shop(models=(Offer("gpt-4o", timezone.localdate() + timedelta(days=days)), *STAYING))


def test_the_form_shows_the_remark_at_the_model_and_still_takes_it() -> None:
    data = posted(model="gpt-4o", messages__0__role="user", messages__0__content="Hi")
    form = get("create-a-completion").form(data, connections=[shop(7)])
    drawn = form["model"].as_field_group()

    assert form.is_valid()
    assert "gpt-4o ends on" in drawn
    assert 'data-level="warning"' in drawn
    assert "id_model_remark" in str(form["model"].aria_describedby)
    assert 'id="id_model_remark"' in drawn


def test_a_lasting_model_is_drawn_without_a_remark() -> None:
    form = get("create-a-completion").form(posted(model="gpt-6-sol"), connections=[shop(7)])

    assert "remark" not in form["model"].as_field_group()


def test_the_list_says_which_have_ended() -> None:
    form = get("create-a-completion").form(connections=[shop(-7)])

    assert "gpt-4o: ended on" in choices(form, "model")["gpt-4o"]


def test_an_assistants_model_is_remarked_upon_in_the_message_form() -> None:
    today = timezone.localdate()
    ending = Shop(models=(Offer("gpt-4o", today + timedelta(days=3)), Offer("gpt-6-sol")))
    librarian = Item("7", "Librarian (gpt-4o)", {"name": "Librarian", "model": "gpt-4o"})
    form = get("message-an-assistant").form(
        posted(assistant="7"),
        connections=[ending],
        shelves=lambda name, _: (librarian,) if name == "assistants" else (),
    )
    drawn = form["model"].as_field_group()

    assert form["model"] in form.main_fields
    assert "gpt-4o ends on" in drawn
    assert 'data-use="gpt-6-sol"' in drawn


@pytest.mark.parametrize(
    ("slug", "model"), [("generate-an-audio", "tts-1"), ("create-a-translation", "whisper-1")]
)
def test_where_no_model_stays_another_method_is_named(slug: str, model: str) -> None:
    ending = Shop(models=(Offer(model, timezone.localdate()),))
    form = get(slug).form(posted(model=model), connections=[ending])

    assert "see “Method”." in form["model"].as_field_group()


# There is no model to choose in these forms.
WITHOUT = {"make-an-api-call", "upload-a-file"}


@pytest.mark.parametrize("action", all_actions(), ids=lambda action: action.slug)
def test_every_form_says_that_a_model_has_ended_before_it_is_sent(action: Action) -> None:
    ended = Shop(models=(Offer("some-model", timezone.localdate() - timedelta(days=1)),))
    form = action.form(posted(model="some-model"), connections=[ended], quiet=True)
    shown = [bound.name for bound in form.main_fields] + [
        bound.name for bound in form.advanced_fields if form.advanced_open
    ]

    assert ("model" in shown) is (action.slug not in WITHOUT)
    if "model" in shown:
        drawn = form["model"].as_field_group()
        assert "some-model ended on" in drawn
        assert 'data-level="error"' in drawn


def test_the_chat_model_of_a_translation_is_remarked_upon_too() -> None:
    ending = Shop(models=(Offer("gpt-4o", timezone.localdate()),))
    form = get("create-a-translation").form(
        posted(method="chat", chat_model="gpt-4o"), connections=[ending], quiet=True
    )

    assert "gpt-4o ends today" in form["chat_model"].as_field_group()
