"""Typed text as a field of its own: what short_text and long_text share."""

from typing import Any, ClassVar

from practice.fields.base import FieldSpec, Kind, Posted, Value, posted_text
from practice.fields.shapes import LONGEST_TEXT, want_object, want_text, whole, words
from practice.fields.texts import text, too_long

PAPER_LINES = {"short_text": 2, "long_text": 8}


class TypedText(Kind):
    """{"text": str}."""

    limit: ClassVar[int]
    rows: ClassVar[int]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        # Both kinds take the same options, and differ in their defaults alone.
        cls.options = {
            "max_length": whole(1, LONGEST_TEXT, cls.limit),
            "rows": whole(1, 40, cls.rows),
            "placeholder": words(),
        }

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        typed = posted_text(data, prefix)
        if not typed.strip():
            return None, []
        message = too_long(typed, self.option(spec, "max_length"))
        return {"text": typed}, [message] * bool(message)

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        typed = want_text(want_object(value, ["text"])["text"], self.option(spec, "max_length"))
        return {"text": typed} if typed.strip() else None

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        return [line.rstrip() for line in value["text"].split("\n") if line.strip()]

    def plain(self, spec: FieldSpec, value: Value | None, language: str) -> str:
        # A clash box has to show the very words, empty lines and all.
        return value["text"] if value else ""

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        return {
            "text": value["text"] if value else "",
            "rows": self.option(spec, "rows"),
            "placeholder": text(self.option(spec, "placeholder"), language),
            "paper_lines": range(PAPER_LINES[self.name]),
        }
