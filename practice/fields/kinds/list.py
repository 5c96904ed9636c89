"""list: entries one below the other, as many as somebody wants, plain or with parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practice.fields.base import Example, FieldSpec, Kind, Posted, Value
from practice.fields.parts import (
    PART_KINDS,
    check_parts,
    clean_parts,
    entry_line,
    part_contexts,
    part_specs,
    read_parts,
)
from practice.fields.rows import (
    filled,
    invitation,
    posted_rows,
    posted_whole,
    too_many,
    without,
)
from practice.fields.shapes import (
    LONGEST_TEXT,
    list_of_words,
    new_id,
    raw_parts,
    want_id,
    want_list,
    want_object,
    want_own_ids,
    want_text,
    whole,
    words,
)
from practice.fields.texts import one_line, text, too_long

MOST_ITEMS = 500
PAPER_ROWS = 6
FIRST_ROWS = 3


class List(Kind):
    """{"items": [{"id": uuid, "text": str, "parts"?: {key: value}}]}."""

    name = "list"
    options = {
        "min": whole(0, MOST_ITEMS, 1),
        "max": whole(1, MOST_ITEMS),
        "item": words(),
        "suggest": list_of_words(),
        "item_max_length": whole(1, LONGEST_TEXT, 500),
        "parts": raw_parts(),
        "under_min": words(),
    }

    def check_options(self, options: Mapping[str, Any], where: str) -> None:
        super().check_options(options, where)
        check_parts(options.get("parts"), PART_KINDS, f"{where}, option parts")

    def parts(self, spec: FieldSpec) -> Sequence[FieldSpec]:
        return part_specs(spec.options.get("parts"))

    def _most(self, spec: FieldSpec) -> int:
        return self.option(spec, "max") or MOST_ITEMS

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        items: list[dict[str, Any]] = []
        errors: list[str] = []
        for row in posted_rows(data, prefix, MOST_ITEMS):
            parts, messages = read_parts(self.parts(spec), data, row.prefix)
            if not row.text.strip() and not parts:
                continue
            items.append({"id": row.id, "text": row.text} | ({"parts": parts} if parts else {}))
            messages.append(too_long(row.text, self.option(spec, "item_max_length")))
            errors += [
                _("Number %(number)s: %(message)s") % {"number": len(items), "message": message}
                for message in messages
                if message
            ]
        errors += too_many(items, self._most(spec))
        return ({"items": items} if items else None), errors

    def clean_json(self, spec: FieldSpec, value: Any) -> Value | None:
        if value is None:
            return None
        given = want_list(want_object(value, ["items"])["items"], self._most(spec))
        items = want_own_ids([self._clean_item(spec, item) for item in given])
        items = filled({"items": items})
        return {"items": items} if items else None

    def _clean_item(self, spec: FieldSpec, item: Any) -> dict[str, Any]:
        specs = self.parts(spec)
        given = want_object(item, ["id", "text"], ["parts"] if specs else ())
        cleaned: dict[str, Any] = {
            "id": want_id(given["id"]),
            "text": want_text(given["text"], self.option(spec, "item_max_length")),
        }
        parts = clean_parts(specs, given.get("parts", {}))
        return cleaned | ({"parts": parts} if parts else {})

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        return len(filled(value)) >= self.option(spec, "min")

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        items = list(value["items"]) if value else []
        verb, _colon, mark = action.partition(":")
        if verb == "add":
            items.append({"id": new_id(), "text": self._suggestion(spec, mark)})
        elif verb == "remove":
            items = without(items, mark)
        return {"items": items} if items else None

    def _suggestion(self, spec: FieldSpec, mark: str) -> str:
        """The example that was tapped; empty for a plain "add another"."""
        offered = self.option(spec, "suggest")
        chosen = posted_whole(mark) if mark else len(offered)
        return text(offered[chosen], get_language() or "") if chosen < len(offered) else ""

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        lines: list[str] = []
        for item in value["items"]:
            words_of_item, parts = one_line(item["text"]), item.get("parts", {})
            lines += entry_line(words_of_item, self.parts(spec), parts, language)
        return lines

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        items = self._with_space(spec, value["items"] if value else [])
        return {
            "rows": [
                self._row(spec, item, language, f"{prefix}-{n}", n + 1)
                for n, item in enumerate(items)
            ],
            # The browser copies this row and puts the next number in place of __prefix__.
            "blank": self._row(spec, {"id": "", "text": ""}, language, f"{prefix}-__prefix__", 0),
            "count": len(items),
            "item": text(self.option(spec, "item") or spec.prompt, language),
            "suggestions": [text(words_, language) for words_ in self.option(spec, "suggest")],
            "has_room": len(items) < self._most(spec),
            "invitation": invitation(self, spec, value, language),
            "paper_rows": range(max(PAPER_ROWS, self.option(spec, "min"))),
        }

    def _with_space(self, spec: FieldSpec, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The items, and empty rows up to the few that a page starts with."""
        wanted = min(max(self.option(spec, "min"), 1), FIRST_ROWS)
        spare = range(wanted - len(items))
        return [*items, *({"id": new_id(), "text": ""} for _n in spare)]

    def _row(
        self, spec: FieldSpec, item: dict[str, Any], language: str, prefix: str, number: int
    ) -> dict[str, Any]:
        parts = part_contexts(self.parts(spec), item.get("parts", {}), language, prefix)
        over = too_long(item["text"], self.option(spec, "item_max_length"))
        row = {"id": item["id"], "text": item["text"], "is_over": bool(over)}
        return {**row, "prefix": prefix, "number": number, "parts": parts}

    def example(self) -> Example:
        part = {"key": "where", "kind": "short_text", "prompt": {"en": "Where was it?"}}
        options = {
            "min": 2,
            "max": 20,
            "item": {"en": "One thing that helps"},
            "suggest": [{"en": "A short walk"}, {"en": "A letter you do not send"}],
            "item_max_length": 500,
            "parts": [part],
            "under_min": {"en": "One more may show you something new."},
        }
        first = {"id": "0b0f2f0a-5a0e-4a1c-9b61-6f3f5d1c2a10", "text": "Running by the river"}
        second = {"id": "b7f3c2de-27f5-4f7e-8a83-9e4f1a6d7c55", "text": "Tea with Mei"}
        placed = {**second, "parts": {"where": {"text": "In her kitchen"}}}
        return Example(options, {"items": [first, placed]})


KIND = List()
