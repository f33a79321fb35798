"""How the form of an action looks: its groups of rows, its kept files, its further options."""

import re

from django.core.files.base import ContentFile
from django.http import QueryDict
from django.template.loader import render_to_string

from actions import registry
from actions.forms import ActionForm

URL = "/actions/create-a-completion/fields/"
CHAT = (
    "method=chat&model=gpt-4o&messages-TOTAL_FORMS=2&messages-INITIAL_FORMS=0"
    "&messages-0-role=user&messages-0-content=First&messages-1-role=system&messages-1-content="
)


class KeptFile(ContentFile):  # type: ignore[type-arg]  # not subscriptable at run time
    key = "0f0f"


def chat(query: str = CHAT) -> ActionForm:
    return registry.get("create-a-completion").form(QueryDict(query))


def fields(form: ActionForm) -> str:
    return render_to_string("forms/_fields.html", {"form": form, "fields_url": URL})


def test_a_row_has_a_legend_and_named_buttons() -> None:
    drawn = fields(chat())
    assert "<legend>Message 2</legend>" in drawn
    for label in ("Move message 2 up", "Move message 1 down", "Remove message 1"):
        assert f'aria-label="{label}"' in drawn


def test_the_buttons_of_a_row_work_with_and_without_a_script() -> None:
    button = re.search(r'<button[^>]*value="add:messages"[^>]*>', fields(chat()))
    assert button
    assert 'type="submit"' in button[0]
    assert "formnovalidate" in button[0]
    assert f'hx-post="{URL}" hx-target="#fields"' in button[0]


def test_the_first_row_cannot_go_up_nor_the_last_down() -> None:
    drawn = fields(chat())
    for value in ("up:messages-0", "down:messages-1"):
        button = re.search(rf'<button[^>]*value="{value}"[^>]*>', drawn)
        assert button
        assert " disabled" in button[0]


def test_a_removed_row_keeps_its_number_and_nothing_else() -> None:
    drawn = fields(chat(f"{CHAT}&messages-0-DELETE=on"))
    assert 'name="messages-0-DELETE"' in drawn
    assert 'name="messages-0-content"' not in drawn
    assert "<legend>Message 1</legend>" in drawn


def test_what_is_rarely_needed_is_folded() -> None:
    drawn = fields(chat())
    assert re.search(r'<details class="more" id="more-options">', drawn)
    assert drawn.index("<details") < drawn.index('name="top_p"')


def test_what_was_set_among_the_options_is_unfolded() -> None:
    assert re.search(r"<details[^>]* open>", fields(chat(f"{CHAT}&top_p=0.5")))


def test_a_mistake_in_a_row_is_listed_once_with_its_number() -> None:
    summary = render_to_string("forms/_errors.html", {"form": chat()})
    links = re.findall(r'<a href="#([^"]*)">([^<]*)</a>', summary)
    assert ("id_messages-1-content", "Message Content, message 2") in links
    assert "id_messages" not in [target for target, _ in links]


def test_models_are_proposed_without_a_script() -> None:
    drawn = fields(chat())
    assert re.search(r'<input[^>]*name="model"[^>]*list="id_model_list"', drawn)
    assert '<datalist id="id_model_list">' in drawn


def test_a_kept_file_is_shown_and_can_be_left_out() -> None:
    data = QueryDict("model=whisper-1&file-kept=0f0f")
    form = registry.get("create-a-transcription").form(
        data, kept=lambda key: KeptFile(b"sound", "talk.mp3") if key == "0f0f" else None
    )
    drawn = fields(form)
    assert re.search(r'<input[^>]*type="checkbox" name="file-kept" value="0f0f" checked>', drawn)
    assert "talk.mp3" in drawn


def test_a_file_input_says_how_large_a_file_may_be() -> None:
    assert re.search(
        r'<input type="file"[^>]*data-max-size="\d+"', fields(registry.get("create-a-transcription").form())
    )
