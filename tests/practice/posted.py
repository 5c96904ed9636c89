"""What a browser without scripts would send of a page: the controls that count, as they stand."""

from html.parser import HTMLParser

from django.http import QueryDict

TICKS = ("checkbox", "radio")
NOT_SENT = ("submit", "button", "file", "image", "reset")


class _Controls(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent = QueryDict(mutable=True)
        self.names: set[str] = set()
        self.for_words: list[str] = []
        self.templates = 0
        self.typing: str | None = None
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.templates += tag == "template"
        if self.templates or not found.get("name"):
            return
        if tag == "textarea" or (found.get("type") == "text" and "inputmode" not in found):
            self.for_words.append(found["name"])
        if tag == "textarea":
            self.typing, self.text = found["name"], ""
        elif tag == "input" and found.get("type", "text") not in NOT_SENT:
            self.names.add(found["name"])
            if found.get("type") not in TICKS or "checked" in found:
                self.sent.appendlist(found["name"], found.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.typing is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        self.templates -= tag == "template"
        if tag == "textarea" and self.typing is not None:
            self.names.add(self.typing)
            # The first line break after the tag belongs to the mark-up.
            self.sent.appendlist(self.typing, self.text.removeprefix("\n"))
            self.typing = None


def posted(html: str) -> QueryDict:
    """The page, sent without touching anything."""
    return _read(html).sent


def names_in(html: str) -> set[str]:
    """The names of everything that the page could send."""
    return _read(html).names


def words_in(html: str) -> list[str]:
    """The names of everything that takes words."""
    return _read(html).for_words


def _read(html: str) -> _Controls:
    parser = _Controls()
    parser.feed(html)
    return parser
