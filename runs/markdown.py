"""A model's Markdown as HTML that cannot harm: no raw HTML, no scripts, no pictures from elsewhere."""

from collections.abc import Sequence
from typing import Any

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.token import Token

TOP = 3  # the page has its own first and second headings
TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"class", "role", "aria-label", "tabindex"},
    "ol": {"start"},
    "code": {"class"},
}

TABLE = '<div class="table-scroll" role="region" aria-label="{}" tabindex="0"><table>'


def picture(_renderer: Any, tokens: Sequence[Token], place: int, *_: Any) -> str:
    """A picture is not fetched from elsewhere, which would tell that server who reads: it becomes a link."""
    token = tokens[place]
    return format_html('<a href="{}">{}</a>', token.attrs["src"], token.content or gettext("Picture"))


parser = MarkdownIt("js-default")
parser.add_render_rule("table_open", lambda *_: format_html(TABLE, gettext("Table")))
parser.add_render_rule("table_close", lambda *_: "</table></div>")
parser.add_render_rule("image", picture)
cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)


def to_html(text: str) -> SafeString:
    tokens = parser.parse(text)
    level_headings(tokens)
    return mark_safe(cleaner.clean(parser.renderer.render(tokens, parser.options, {})))  # noqa: S308 - cleaned


def to_words(text: str) -> str:
    """Return the words of a text in a line, without its marks."""
    blocks = (
        "".join(" " if "break" in piece.type else piece.content for piece in block.children or [block])
        for block in parser.parse(text)
    )
    return " ".join(" ".join(blocks).split())


def level_headings(tokens: Sequence[Token]) -> None:
    """Number the headings on from the page's own, without a gap."""
    levels = sorted({token.tag for token in tokens if token.type == "heading_open"})
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(TOP + levels.index(token.tag), 6)}"
