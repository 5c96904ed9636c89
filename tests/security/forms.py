"""Finds the forms of a page and fills them in as somebody would who means no good."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNTOUCHED = {"csrfmiddlewaretoken"}


@dataclass
class FoundForm:
    """Where a form goes, and what it would send."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, name: str, value: str) -> dict[str, list[str]]:
        """As it stands in the page, with one field replaced."""
        return {**self.fields, name: [value]}

    def sends(self, value: str) -> Iterator[dict[str, list[str]]]:
        """`value` in each field in turn, then in all of them; each button pressed once."""
        names = [name for name in self.fields if name not in UNTOUCHED]
        for name in names:
            yield self.filled(name, value)
        everywhere = {**self.fields, **{name: [value] for name in names}}
        yield everywhere
        for name, own in self.buttons:
            yield {**everywhere, name: [own]}
            yield self.filled(name, value)


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[FoundForm] = []
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(
                FoundForm(found.get("action") or self.page, found.get("method", "get").lower())
            )
        elif self.found and found.get("name"):
            self._field(tag, found)
        elif self.found and tag == "option" and self.select:
            self._option(found)

    def _field(self, tag: str, found: dict[str, str]) -> None:
        form, name = self.found[-1], found["name"]
        if tag == "button":
            form.buttons.append((name, found.get("value", "")))
        elif tag == "select":
            self.select = name
            form.fields.setdefault(name, [])
        elif found.get("type") in ("radio", "checkbox") and "checked" not in found:
            form.fields.setdefault(name, [])
        elif tag in ("input", "textarea"):
            form.fields.setdefault(name, []).append(found.get("value", ""))

    def _option(self, found: dict[str, str]) -> None:
        if "selected" in found:
            self.found[-1].fields[self.select].append(found.get("value", ""))


def forms_of(page: str, html: str) -> list[FoundForm]:
    """Every form of a page; those without an address of their own go to the page itself."""
    parser = _Forms(page)
    parser.feed(html)
    return [form for form in parser.found if form.method in ("get", "post")]
