"""No text that a person reads stands in a template or script without its mark for translation."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from config.data import HERE

TEMPLATES = sorted((HERE / "templates").rglob("*.html"))
READ = {"alt", "aria-description", "aria-label", "placeholder", "title"}
# Names are the same in every language.
NAMES = re.compile(r"\b(?:Workroom|JSON|CSV|XLSX|Markdown|ZIP|OpenAI|Aa|px)\b")
TRANSLATED = re.compile(
    r"{% blocktranslate.*?{% endblocktranslate %}|{% comment.*?{% endcomment %}", re.DOTALL
)
NAMED = re.compile(r"(</?){{.*?}}")  # an element whose name is decided elsewhere
TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
# A text given to an included template, or in place of a missing value.
GIVEN = re.compile(r"""(?:\w=|default:|yesno:|{% nav_link \S+ )"([^"]*)\"""")
SENTENCE = re.compile(r"^[A-Z][a-z]+$|[a-z] [a-z]")


class Texts(HTMLParser):
    """Collects what a page says: its text and what its attributes say to those who do not see it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in ("script", "style")
        self.found += [value for name, value in attrs if name in READ and value]

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the signature of the parser
        self.silent = False

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def unmarked(source: str) -> list[str]:
    bare = TRANSLATED.sub("", source)
    given = [text for tag in TAG.findall(bare) for text in GIVEN.findall(tag) if SENTENCE.search(text)]
    texts = Texts()
    texts.feed(TAG.sub("", NAMED.sub(r"\1b", bare)))
    said = [" ".join(text.split()) for text in texts.found]
    return [text for text in said if re.search(r"[A-Za-z]{2}", NAMES.sub("", text))] + given


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(HERE)))
def test_every_text_of_a_template_is_marked(path: Path) -> None:
    assert unmarked(path.read_text()) == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Not marked</p>",
        '<button aria-label="Close">{% icon "x" %}</button>',
        '{% include "shell/_x.html" with words="Use a passkey" %}',
        '{{ file.purpose|default:"kept by us" }}',
        '{% nav_link "runs:home" "Home" "home" %}',
    ],
)
def test_a_text_without_a_mark_is_found(source: str) -> None:
    assert len(unmarked(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '<p title="{% translate "Marked" %}">{% translate "Marked" %}</p>',
        "{% blocktranslate trimmed with name=user %}Welcome, <b>{{ name }}</b>.{% endblocktranslate %}",
        '<a href="/">Workroom</a> {{ name|default:_("kept by us") }} {% include "a/b.html" with icon="x" %}',
    ],
)
def test_a_marked_text_and_a_name_are_not(source: str) -> None:
    assert unmarked(source) == []
