"""choice: one or several of what is offered, with room for own words."""

from typing import Any

from practice.fields.base import Example, FieldSpec, Kind, Posted, Value, posted_text
from practice.fields.shapes import (
    flag,
    offers,
    want_key,
    want_list,
    want_object,
    want_text,
)
from practice.fields.texts import labels_of, one_line, too_long

OWN_LIMIT = 500
PAPER_LINES = 2


class Choice(Kind):
    """{"picked": [keys], "own": str}; the keys stand in the order of the offer."""

    name = "choice"
    options = {
        "multiple": flag(False),
        "choices": offers(required=True),
        "own_words": flag(False),
    }

    def _labels(self, spec: FieldSpec, language: str) -> dict[str, str]:
        return labels_of(spec.options["choices"], language)

    def _most(self, spec: FieldSpec) -> int:
        return len(spec.options["choices"]) if self.option(spec, "multiple") else 1

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        posted = set(data.getlist(prefix))
        # The empty mark of "leave this open", and keys that are not offered, pick nothing.
        picked = [key for key in self._labels(spec, "") if key in posted][: self._most(spec)]
        own = posted_text(data, f"{prefix}-own") if self.option(spec, "own_words") else ""
        value = _value(picked, own)
        message = too_long(own, OWN_LIMIT) if value else ""
        return value, [message] * bool(message)

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        given = want_object(value, ["picked"], ["own"])
        known = self._labels(spec, "")
        picked = {want_key(key, known) for key in want_list(given["picked"], self._most(spec))}
        own = want_text(given.get("own", ""), OWN_LIMIT if self.option(spec, "own_words") else 0)
        return _value([key for key in known if key in picked], own)

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        labels = self._labels(spec, language)
        own = one_line(value["own"])
        return [labels[key] for key in value["picked"]] + [own] * bool(own)

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        picked = value["picked"] if value else []
        multiple = self.option(spec, "multiple")
        return {
            "multiple": multiple,
            "choices": [
                {"key": key, "label": label, "checked": key in picked}
                for key, label in self._labels(spec, language).items()
            ],
            # A radio button cannot be let go of again, so a single choice can be left open.
            "can_leave_open": not multiple,
            "own_words": self.option(spec, "own_words"),
            "own": value["own"] if value else "",
            "paper_lines": range(PAPER_LINES),
        }

    def example(self) -> Example:
        labels = {"written": "I wrote it", "mind": "I thought it over", "told": "I told someone"}
        choices = [{"key": key, "label": {"en": label}} for key, label in labels.items()]
        options = {"multiple": True, "choices": choices, "own_words": True}
        return Example(options, {"picked": ["mind"], "own": "I drew it"})


def _value(picked: list[str], own: str) -> Value | None:
    return {"picked": picked, "own": own} if picked or own.strip() else None


KIND = Choice()
