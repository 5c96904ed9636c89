"""ranked_list: what counts, in one's own order; offers to tick and own words beside them."""

from typing import Any

from practice.fields.base import Example, FieldSpec, Kind, Posted, Value
from practice.fields.rows import (
    filled,
    invitation,
    place_of,
    posted_rows,
    posted_whole,
    too_many,
    without,
)
from practice.fields.shapes import (
    flag,
    new_id,
    offers,
    want_id,
    want_key,
    want_list,
    want_object,
    want_own_ids,
    want_text,
    whole,
    words,
)
from practice.fields.texts import clean_typed, one_line, text, too_long

MOST_ITEMS = 100
ITEM_LIMIT = 500
PAPER_ROWS = 5


class RankedList(Kind):
    """{"items": [{"id": uuid, "key"?: key of an offer, "text": str}]}, first means most."""

    name = "ranked_list"
    options = {
        "min": whole(0, MOST_ITEMS, 1),
        "max": whole(1, MOST_ITEMS),
        "offers": offers(required=False),
        "own_words": flag(True),
        "under_min": words(),
    }

    def _offers(self, spec: FieldSpec, language: str) -> dict[str, str]:
        return {
            offer["key"]: text(offer["label"], language) for offer in self.option(spec, "offers")
        }

    def _most(self, spec: FieldSpec) -> int:
        return self.option(spec, "max") or MOST_ITEMS

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        items = self._posted_items(spec, data, prefix)
        held = {item.get("key") for item in items}
        labels = self._offers(spec, "en")
        ticked = set(data.getlist(f"{prefix}-offer")) - held
        items += [self._offered(key, labels[key]) for key in labels if key in ticked]
        items += self._own_words(spec, data, prefix, {item["text"] for item in items})
        errors = {too_long(item["text"], ITEM_LIMIT) for item in items} - {""}
        messages = sorted(errors) + too_many(items, self._most(spec))
        return ({"items": items} if items else None), messages

    def _posted_items(self, spec: FieldSpec, data: Posted, prefix: str) -> list[dict[str, Any]]:
        """The rows in the order of their posted ranks; a row without one keeps its place."""
        labels = self._offers(spec, "en")
        rows = []
        for row in posted_rows(data, prefix, MOST_ITEMS):
            key = str(data.get(f"{row.prefix}-key") or "")
            if key in labels:
                item = {**self._offered(key, labels[key]), "id": row.id}
            elif row.text.strip():
                item = {"id": row.id, "text": row.text}
            else:
                continue
            rank = posted_whole(data.get(f"{row.prefix}-rank")) or row.number + 1
            rows.append((rank, row.number, item))
        return [item for _rank, _number, item in sorted(rows, key=lambda row: row[:2])]

    def _offered(self, key: str, label: str) -> dict[str, Any]:
        return {"id": new_id(), "key": key, "text": label}

    def _own_words(
        self, spec: FieldSpec, data: Posted, prefix: str, held: set[str]
    ) -> list[dict[str, Any]]:
        own = clean_typed(str(data.get(f"{prefix}-own") or ""))
        # The page may come back from the browser's memory with words that are a row already.
        if not self.option(spec, "own_words") or not own.strip() or own in held:
            return []
        return [{"id": new_id(), "text": own}]

    def clean_json(self, spec: FieldSpec, value: Any) -> Value | None:
        if value is None:
            return None
        given = want_list(want_object(value, ["items"])["items"], self._most(spec))
        items = want_own_ids([self._clean_item(spec, item) for item in given])
        items = filled({"items": items})
        return {"items": items} if items else None

    def _clean_item(self, spec: FieldSpec, item: Any) -> dict[str, Any]:
        given = want_object(item, ["id", "text"], ["key"])
        mark, typed = want_id(given["id"]), want_text(given["text"], ITEM_LIMIT)
        if "key" not in given:
            return {"id": mark, "text": typed}
        labels = self._offers(spec, "en")
        return {**self._offered(want_key(given["key"], labels), labels[given["key"]]), "id": mark}

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        return len(filled(value)) >= self.option(spec, "min")

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        items = list(value["items"]) if value else []
        verb, _colon, mark = action.partition(":")
        if verb == "remove":
            items = without(items, mark)
        elif verb in ("up", "down"):
            self._move(items, mark, -1 if verb == "up" else 1)
        return {"items": items} if items else None

    def _move(self, items: list[dict[str, Any]], mark: str, step: int) -> None:
        place = place_of(items, mark)
        if place is None or not 0 <= place + step < len(items):
            return
        items[place], items[place + step] = items[place + step], items[place]

    def _label(self, spec: FieldSpec, item: dict[str, Any], language: str) -> str:
        return self._offers(spec, language).get(item.get("key", ""), "") or one_line(item["text"])

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        return [
            f"{number}. {self._label(spec, item, language)}"
            for number, item in enumerate(value["items"], start=1)
        ]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        items = value["items"] if value else []
        held = {item.get("key") for item in items}
        last = len(items)
        return {
            "rows": [
                {
                    "prefix": f"{prefix}-{number - 1}",
                    "number": number,
                    "id": item["id"],
                    "key": item.get("key", ""),
                    "text": item["text"],
                    "label": self._label(spec, item, language),
                    "is_first": number == 1,
                    "is_last": number == last,
                }
                for number, item in enumerate(items, start=1)
            ],
            "count": last,
            "offers": [
                {"key": key, "label": label}
                for key, label in self._offers(spec, language).items()
                if key not in held
            ],
            "own_words": self.option(spec, "own_words") and last < self._most(spec),
            "invitation": invitation(self, spec, value, language),
            "paper_rows": range(max(PAPER_ROWS, self.option(spec, "min"))),
        }

    def example(self) -> Example:
        labels = {"honesty": "Honesty", "warmth": "Warmth", "fun": "Fun", "growth": "Growth"}
        options = {
            "min": 3,
            "max": 5,
            "offers": [{"key": key, "label": {"en": label}} for key, label in labels.items()],
            "own_words": True,
            "under_min": {"en": "One or two more can show what comes first."},
        }
        items = [
            {"id": "4a3d6b1e-6f1f-4c62-9a34-2d2b8c9e7f01", "key": "warmth", "text": "Warmth"},
            {"id": "9c2e5a77-0d0b-4b58-8f5e-3a6a1f4b2c02", "text": "Time with my sister"},
            {"id": "e1b7c9d3-58a6-4f0e-b1b2-7c4d5e6f8a03", "key": "fun", "text": "Fun"},
        ]
        return Example(options, {"items": items})


KIND = RankedList()
