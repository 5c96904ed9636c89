"""pairs: one thing and what goes with it (an early sign, and what I do then)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from practice.fields.base import Example, FieldSpec, Value
from practice.fields.recorded import Recorded
from practice.fields.shapes import (
    want_entries,
    want_id,
    want_object,
    want_text,
    whole,
    words,
)
from practice.fields.texts import one_line, text

MOST_PAIRS = 100
SIDE_LIMIT = 500
PAPER_PAIRS = 4


class Pairs(Recorded):
    """{"pairs": [{"id": uuid, "left": str, "right": str}]}."""

    name = "pairs"
    reason = _("Pairs cannot be filled in on the page yet. The paper version can be printed.")
    paper_rows = 1
    options = {
        "left": words(required=True),
        "right": words(required=True),
        "min": whole(0, MOST_PAIRS, 1),
        "max": whole(1, MOST_PAIRS),
        "under_min": words(),
    }

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        most = self.option(spec, "max") or MOST_PAIRS
        pairs = want_entries(value, "pairs", most, self._clean_pair)
        pairs = [pair for pair in pairs if f"{pair['left']}{pair['right']}".strip()]
        return {"pairs": pairs} if pairs else None

    def _clean_pair(self, pair: Any) -> dict[str, str]:
        given = want_object(pair, ["id", "left", "right"])
        sides = {side: want_text(given[side], SIDE_LIMIT) for side in ("left", "right")}
        return {"id": want_id(given["id"]), **sides}

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        return len(value["pairs"] if value else []) >= self.option(spec, "min")

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        lines = self.lines(spec, value, language)
        return [(pair["id"], line) for pair, line in zip(value["pairs"], lines, strict=True)]

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        sides = [[one_line(pair["left"]), one_line(pair["right"])] for pair in value["pairs"]]
        return [" → ".join(side for side in pair if side) for pair in sides]

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        sides = [text(spec.options[side], language) for side in ("left", "right")]
        return sides * PAPER_PAIRS

    def example(self) -> Example:
        sides = {"left": {"en": "What I notice first"}, "right": {"en": "What I do then"}}
        pair = {
            "id": "7d8f3a61-4b9e-4a57-bf0c-5e2d1c6a9b04",
            "left": "I check my phone twice a minute",
            "right": "I put the kettle on",
        }
        return Example({**sides, "min": 1, "max": None}, {"pairs": [pair]})


KIND = Pairs()
