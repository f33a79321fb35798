"""How fields look, whatever form they are in."""

import re
from typing import Any

from django import forms
from django.template.loader import render_to_string


class Everything(forms.Form):
    line = forms.CharField(label="Line", help_text="One line.")
    text = forms.CharField(widget=forms.Textarea, max_length=4000, required=False)
    number = forms.IntegerField(min_value=1)
    choice = forms.ChoiceField(choices=[("a", "A")])
    many = forms.MultipleChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple)
    tick = forms.BooleanField(label="Tick")
    file = forms.FileField()
    secret = forms.CharField(widget=forms.HiddenInput)


def field(name: str, data: Any = None) -> str:
    return Everything(data)[name].as_field_group()


def test_each_kind_of_control_has_its_class() -> None:
    assert 'class="form-control"' in field("line")
    assert 'class="form-control"' in field("text")
    assert 'class="form-control"' in field("number")
    assert 'class="form-select"' in field("choice")
    assert field("many").count('class="form-check-input"') == 2
    assert 'class="form-check-input"' in field("tick")


def test_a_hidden_input_has_none() -> None:
    assert "class=" not in str(Everything()["secret"])


def test_a_class_of_the_forms_own_stays() -> None:
    form = Everything()
    form.fields["line"].widget.attrs["class"] = "code-input"
    assert 'class="code-input form-control"' in str(form["line"])
    assert str(form["line"]) == str(form["line"])


def test_a_field_says_whether_it_is_needed() -> None:
    assert "Required" in field("line")
    assert "Optional" in field("text")


def test_a_control_points_to_its_help_and_its_mistake() -> None:
    drawn = field("line", {})
    assert 'aria-describedby="id_line_helptext id_line_error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_line_helptext"' in drawn
    assert 'id="id_line_error"' in drawn


def test_a_long_text_tells_its_limit() -> None:
    drawn = field("text")
    assert 'data-counter="id_text" data-limit="4000"' in drawn
    assert "Up to 4,000 characters" in drawn


def test_choices_to_tick_stand_in_a_named_group() -> None:
    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>Many</legend>", field("many"))


def test_a_file_can_be_dropped() -> None:
    drawn = field("file")
    assert "data-dropzone" in drawn
    assert 'type="file"' in drawn


def test_the_list_of_mistakes_links_to_the_fields() -> None:
    form = Everything({"number": "0"})
    summary = render_to_string("forms/_errors.html", {"form": form})
    assert '<a href="#id_number">Number</a>' in summary
    assert 'tabindex="-1"' in summary


def test_a_form_without_mistakes_has_no_list_of_them() -> None:
    assert "<li>" not in render_to_string("forms/_errors.html", {"form": Everything()})
