"""A model that ends soon, or has ended, is spoken of before it is asked."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from django.utils import timezone

from actions import life
from actions.families import Kind
from actions.registry import all_actions, get
from tests.actions.offers import Offer, Shop, choices, posted

TODAY = date(2026, 11, 23)
STAYING = (Offer("gpt-6-sol"), Offer("gpt-5.4-mini"), Offer("gpt-6-luna"), Offer("gpt-6-astra"))


def said(ends: date | None, others: Iterable[Offer] = STAYING, kind: Kind = Kind.CHAT) -> life.Remark | None:
    return life.remark("gpt-4o", kind, [Offer("gpt-4o", ends), *others], TODAY)


def test_a_model_that_ends_soon_is_told_with_its_date_and_those_that_stay() -> None:
    assert said(date(2027, 1, 14)) == life.Remark(
        "gpt-4o ends on 14 January 2027, in 52 days. gpt-5.4-mini, gpt-6-astra and gpt-6-sol stay."
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


def test_every_action_with_a_model_remarks_upon_it() -> None:
    ending = Shop(models=(Offer("some-model", timezone.localdate()),))
    for action in all_actions():
        form = action.form(posted(model="some-model"), connections=[ending], quiet=True)
        if "model" in form.fields:
            assert "some-model ends today" in form["model"].as_field_group(), action
