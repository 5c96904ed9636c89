"""pairs: one thing and what goes with it (an early sign, and what I do then)."""

from typing import Any

from practice.fields.base import Example, FieldSpec, Posted, Value, posted_text
from practice.fields.paper import OnPaper
from practice.fields.rows import posted_rows, too_many
from practice.fields.shapes import (
    new_id,
    want_entries,
    want_id,
    want_object,
    want_text,
    whole,
    words,
)
from practice.fields.texts import one_line, text, too_long

MOST_PAIRS = 100
SIDE_LIMIT = 500
SIDES = ("left", "right")
PAPER_PAIRS = 4


class Pairs(OnPaper):
    """{"pairs": [{"id": uuid, "left": str, "right": str}]}."""

    name = "pairs"
    paper_rows = 1
    options = {
        "left": words(required=True),
        "right": words(required=True),
        "min": whole(0, MOST_PAIRS, 1),
        "max": whole(1, MOST_PAIRS),
        "under_min": words(),
    }

    def most(self, spec: FieldSpec) -> int:
        return self.option(spec, "max") or MOST_PAIRS

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        rows = posted_rows(data, prefix, MOST_PAIRS)
        found = [{"id": row.id, **_posted_sides(data, row.prefix)} for row in rows]
        pairs = list(filter(_is_filled, found))
        # A set: ten sides that are too long want one message, not ten.
        errors = {too_long(pair[side], SIDE_LIMIT) for pair in pairs for side in SIDES} - {""}
        return _value_of(pairs), sorted(errors) + too_many(pairs, self.most(spec))

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        pairs = want_entries(value, "pairs", self.most(spec), self._clean_pair)
        return _value_of(list(filter(_is_filled, pairs)))

    def _clean_pair(self, pair: Any) -> dict[str, str]:
        given = want_object(pair, ["id", "left", "right"])
        sides = {side: want_text(given[side], SIDE_LIMIT) for side in SIDES}
        return {"id": want_id(given["id"]), **sides}

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        pairs = value["pairs"] if value else []
        verb, _colon, mark = action.partition(":")
        if verb == "add":
            return {"pairs": [*pairs, _blank()]}
        return _value_of([pair for pair in pairs if verb != "remove" or pair["id"] != mark])

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        return len(value["pairs"] if value else []) >= self.option(spec, "min")

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        lines = self.lines(spec, value, language)
        return [(pair["id"], line) for pair, line in zip(value["pairs"], lines, strict=True)]

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        sides = [[one_line(pair["left"]), one_line(pair["right"])] for pair in value["pairs"]]
        return [" → ".join(side for side in pair if side) for pair in sides]

    def paper_prompts(self, spec: FieldSpec, language: str) -> list[str]:
        return [text(spec.options[side], language) for side in SIDES] * PAPER_PAIRS

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        pairs = value["pairs"] if value else []
        invites = pairs and not self.is_enough(spec, value)
        labels = {side: text(spec.options[side], language) for side in SIDES}
        rows = [_row(pair, f"{prefix}-{n}", labels) for n, pair in enumerate(pairs or [_blank()])]
        return {
            "rows": rows,
            "blank": _row({"id": "", "left": "", "right": ""}, f"{prefix}-__prefix__", labels),
            "count": len(rows),
            "has_room": len(rows) < self.most(spec),
            "invitation": text(self.option(spec, "under_min"), language) if invites else "",
        }

    def example(self) -> Example:
        sides = {"left": {"en": "What I notice first"}, "right": {"en": "What I do then"}}
        pair = {
            "id": "7d8f3a61-4b9e-4a57-bf0c-5e2d1c6a9b04",
            "left": "I check my phone twice a minute",
            "right": "I put the kettle on",
        }
        return Example({**sides, "min": 1, "max": None}, {"pairs": [pair]})


def _posted_sides(data: Posted, prefix: str) -> dict[str, str]:
    return {side: posted_text(data, f"{prefix}-{side}") for side in SIDES}


def _blank() -> dict[str, str]:
    return {"id": new_id(), "left": "", "right": ""}


def _row(pair: dict[str, str], prefix: str, labels: dict[str, str]) -> dict[str, Any]:
    """One pair for the page; each side with its label and what is too long about it."""
    sides = [
        {"name": side, "label": label, "text": pair[side], "is_over": len(pair[side]) > SIDE_LIMIT}
        for side, label in labels.items()
    ]
    return {"id": pair["id"], "prefix": prefix, "sides": sides, "name": pair["left"]}


def _is_filled(pair: dict[str, str]) -> bool:
    return any(pair[side].strip() for side in SIDES)


def _value_of(pairs: list[dict[str, str]]) -> Value | None:
    return {"pairs": pairs} if pairs else None


KIND = Pairs()
