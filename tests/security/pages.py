"""The forms of a page, as a browser would send them."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """`pairs` are what is filled in and chosen already, the buttons among them."""

    action: str
    method: str
    pairs: list[tuple[str, str]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.pairs]


class Forms(HTMLParser):
    """Reads the forms of a page into `found`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.name = ""  # of the list or the text that is being read
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag in ("select", "textarea"):
            self.name = given.get("name", "") if self.found else ""
            self.add(self.name, "")
        elif tag == "option" and self.name and "selected" in given:
            self.found[-1].pairs[-1] = (self.name, given.get("value", ""))
        elif tag in ("input", "button"):
            chosen = "checked" in given or given.get("type") not in ("checkbox", "radio")
            self.add(given.get("name", ""), given.get("value", "on") if chosen else "")

    def handle_data(self, data: str) -> None:
        if self.name and str(self.get_starttag_text()).startswith("<textarea"):
            self.found[-1].pairs[-1] = (self.name, data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("select", "textarea"):
            self.name = ""

    def add(self, name: str, value: str) -> None:
        if name and self.found:
            self.found[-1].pairs.append((name, value))
