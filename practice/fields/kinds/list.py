"""list: entries one below the other, as many as somebody wants, plain or with parts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from practice.fields.base import Example, FieldSpec, Posted, Value
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
    Item,
    Items,
    Row,
    items_of,
    posted_rows,
    posted_whole,
    too_many,
    value_of,
)
from practice.fields.shapes import (
    LONGEST_TEXT,
    list_of_words,
    new_id,
    raw_parts,
    want_id,
    want_object,
    want_text,
    whole,
    words,
)
from practice.fields.texts import one_line, text, too_long

MOST_ITEMS = 500
PAPER_ROWS = 6
FIRST_ROWS = 3  # more empty rows would look like a test to fill in


class List(Items):
    """{"items": [{"id": uuid, "text": str, "parts"?: {key: value}}]}."""

    name = "list"
    most_items = MOST_ITEMS
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
        return part_specs(spec.options.get("parts"), spec.offered)

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        return [(item["id"], item["text"]) for item in value["items"]]

    def nested(self, spec: FieldSpec, value: Value) -> list[tuple[str, dict[str, Any]]]:
        return [(item["id"], item.get("parts", {})) for item in value["items"]]

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        items: list[Item] = []
        errors: list[str] = []
        # Up to the kind's limit, not the field's: what is over is kept, and the page says so.
        for row in posted_rows(data, prefix, MOST_ITEMS):
            item, messages = self._read_item(spec, data, row)
            if item is not None:
                items.append(item)
                errors += [_numbered(len(items), message) for message in messages]
        return value_of(items), errors + too_many(items, self.most(spec))

    def _read_item(self, spec: FieldSpec, data: Posted, row: Row) -> tuple[Item | None, list[str]]:
        parts, messages = read_parts(self.parts(spec), data, row.prefix)
        if not row.text.strip() and not parts:
            return None, []
        over = too_long(row.text, self.option(spec, "item_max_length"))
        item = {"id": row.id, "text": row.text}
        return item | ({"parts": parts} if parts else {}), messages + [over] * bool(over)

    def clean_item(self, spec: FieldSpec, item: Any) -> Item:
        specs = self.parts(spec)
        given = want_object(item, ["id", "text"], ["parts"] if specs else ())
        cleaned: Item = {
            "id": want_id(given["id"]),
            "text": want_text(given["text"], self.option(spec, "item_max_length")),
        }
        parts = clean_parts(specs, given.get("parts", {}))
        return cleaned | ({"parts": parts} if parts else {})

    def acted(self, spec: FieldSpec, items: list[Item], verb: str, mark: str) -> list[Item]:
        if verb != "add":
            return items
        return [*items, {"id": new_id(), "text": self._suggestion(spec, mark)}]

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
        items = self._with_space(spec, items_of(value))
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
            "has_room": len(items) < self.most(spec),
            "invitation": self.invitation(spec, value, language),
            "paper_rows": range(max(PAPER_ROWS, self.option(spec, "min"))),
        }

    def _with_space(self, spec: FieldSpec, items: list[Item]) -> list[Item]:
        """The items, and empty rows up to the few that a page starts with."""
        wanted = min(max(self.option(spec, "min"), 1), FIRST_ROWS)
        spare = range(wanted - len(items))
        return [*items, *({"id": new_id(), "text": ""} for _n in spare)]

    def _row(
        self, spec: FieldSpec, item: Item, language: str, prefix: str, number: int
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


def _numbered(number: int, message: str) -> str:
    return _("Number %(number)s: %(message)s") % {"number": number, "message": message}


KIND = List()
