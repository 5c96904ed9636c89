"""The editor as a browser without scripts uses it: its form as it stands, changed and sent."""

from html.parser import HTMLParser
from typing import Any

from django.test import Client as Browser
from django.urls import reverse

from practice.models import Programme, ProgrammeDraft

Sent = dict[str, list[str]]


class _Form(HTMLParser):
    """The fields of the form that saves itself."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: Sent = {}
        self.inside = False
        self.text_of = self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = "data-autosave" in found
        name = found.get("name", "")
        if not self.inside:
            return
        if tag == "textarea":
            self.text_of = name
            self.sent[name] = [""]
        elif tag == "select":
            self.select = name
        elif tag == "option" and "selected" in found:
            self.sent[self.select] = [found["value"]]
        elif tag == "input" and self._is_sent(found):
            self.sent.setdefault(name, []).append(found.get("value", ""))

    def _is_sent(self, found: dict[str, str]) -> bool:
        return found.get("type") != "checkbox" or "checked" in found

    def handle_data(self, data: str) -> None:
        if self.text_of:
            # Browsers drop the line break that a textarea begins with, and send CRLF.
            self.sent[self.text_of][0] += data.replace("\n", "\r\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.text_of = ""
        elif tag == "form":
            self.inside = False


def form_of(html: str) -> Sent:
    parser = _Form()
    parser.feed(html)
    return parser.sent


class Editor:
    """A draft, and a login that writes it."""

    def __init__(self, browser: Browser, draft: ProgrammeDraft) -> None:
        self.browser, self.draft = browser, draft

    @classmethod
    def of_copy(cls, browser: Browser, key: str = "collaborative") -> "Editor":
        programme = Programme.objects.get(key=key, is_current=True)
        browser.post(reverse("library_copy", args=[programme.pk]))
        return cls(browser, ProgrammeDraft.objects.order_by("-started_at")[0])

    def url(self, exercise: str = "") -> str:
        if exercise:
            return reverse("library_draft_exercise", args=[self.draft.pk, exercise])
        return reverse("library_draft", args=[self.draft.pk])

    def page(self, exercise: str = "") -> str:
        answer = self.browser.get(self.url(exercise))
        assert answer.status_code == 200
        return answer.content.decode()

    def send(self, exercise: str = "", *, page: str = "", **typed: Any) -> Any:
        """The form as it stands, or as it stood on an earlier page, with `typed` in its fields.

        Dots of a name are written as __ here; `do` is the button.
        """
        sent = form_of(page or self.page(exercise))
        for name, value in typed.items():
            sent[name.replace("__", ".")] = value if isinstance(value, list) else [value]
        return self.browser.post(self.url(exercise), sent)

    def press(self, exercise: str, do: str, **typed: Any) -> Any:
        answer = self.send(exercise, do=do, **typed)
        assert answer.status_code == 302
        return answer

    def body(self) -> dict[str, Any]:
        self.draft.refresh_from_db()
        found: dict[str, Any] = self.draft.body
        return found

    def row(self, key: str) -> dict[str, Any]:
        rows = (row for phase in self.body()["phases"] for row in phase["exercises"])
        return next(row for row in rows if row["key"] == key)

    def field(self, exercise: str, key: str) -> dict[str, Any]:
        found: dict[str, Any] = next(
            raw for raw in self.row(exercise)["fields"] if raw["key"] == key
        )
        return found

    def publish(self) -> Programme:
        answer = self.browser.post(reverse("library_publish", args=[self.draft.pk]), follow=True)
        assert "Published" in answer.content.decode(), answer.content.decode()
        return Programme.objects.get(key=self.draft.key, is_current=True)
