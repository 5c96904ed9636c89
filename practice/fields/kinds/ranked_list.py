"""ranked_list: what counts, in one's own order; offers to tick and own words beside them."""

from typing import Any

from practice.fields.base import Example, FieldSpec, Posted, Value, posted_text
from practice.fields.rows import (
    Item,
    Items,
    Row,
    items_of,
    place_of,
    posted_rows,
    posted_whole,
    too_many,
    value_of,
)
from practice.fields.shapes import (
    flag,
    new_id,
    offers,
    want_id,
    want_key,
    want_object,
    want_text,
    whole,
    words,
)
from practice.fields.texts import labels_of, one_line, too_long

MOST_ITEMS = 100
ITEM_LIMIT = 500
PAPER_ROWS = 5
STEPS = {"up": -1, "down": 1}


class RankedList(Items):
    """{"items": [{"id": uuid, "key"?: key of an offer, "text": str}]}, first means most."""

    name = "ranked_list"
    most_items = MOST_ITEMS
    options = {
        "min": whole(0, MOST_ITEMS, 1),
        "max": whole(1, MOST_ITEMS),
        "offers": offers(required=False),
        "own_words": flag(True),
        "under_min": words(),
    }

    def _offers(self, spec: FieldSpec, language: str) -> dict[str, str]:
        return labels_of(self.option(spec, "offers"), language)

    def read(self, spec: FieldSpec, data: Posted, prefix: str) -> tuple[Value | None, list[str]]:
        items = self._posted_items(spec, data, prefix)
        items += self._ticked(spec, data, prefix, {item.get("key") for item in items})
        items += self._own_words(spec, data, prefix, {item["text"] for item in items})
        # A set: ten entries that are too long want one message, not ten.
        errors = {too_long(item["text"], ITEM_LIMIT) for item in items} - {""}
        return value_of(items), sorted(errors) + too_many(items, self.most(spec))

    def _posted_items(self, spec: FieldSpec, data: Posted, prefix: str) -> list[Item]:
        """The rows in the order of their posted ranks; a row without one keeps its place."""
        labels = self._offers(spec, "en")

        def place(row: Row) -> tuple[int, int]:
            # Two rows may carry one rank; then they stand as they stood on the page.
            return posted_whole(data.get(f"{row.prefix}-rank")) or row.number + 1, row.number

        rows = sorted(posted_rows(data, prefix, MOST_ITEMS), key=place)
        items = [_item(row, posted_text(data, f"{row.prefix}-key"), labels) for row in rows]
        return [item for item in items if item["text"].strip()]

    def _ticked(
        self, spec: FieldSpec, data: Posted, prefix: str, held: set[str | None]
    ) -> list[Item]:
        # A page that comes back from memory still shows the tick of what is a row already.
        ticked = set(data.getlist(f"{prefix}-offer")) - held
        labels = self._offers(spec, "en")
        return [_offered(key, labels[key]) for key in labels if key in ticked]

    def _own_words(self, spec: FieldSpec, data: Posted, prefix: str, held: set[str]) -> list[Item]:
        own = posted_text(data, f"{prefix}-own")
        # The page may come back from the browser's memory with words that are a row already.
        if not self.option(spec, "own_words") or not own.strip() or own in held:
            return []
        return [{"id": new_id(), "text": own}]

    def clean_item(self, spec: FieldSpec, item: Any) -> Item:
        given = want_object(item, ["id", "text"], ["key"])
        mark, typed = want_id(given["id"]), want_text(given["text"], ITEM_LIMIT)
        if "key" not in given:
            return {"id": mark, "text": typed}
        labels = self._offers(spec, "en")
        key = want_key(given["key"], labels)
        # The label as the library has it: the words beside a key are not somebody's own.
        return {**_offered(key, labels[key]), "id": mark}

    def acted(self, spec: FieldSpec, items: list[Item], verb: str, mark: str) -> list[Item]:
        place, step = place_of(items, mark), STEPS.get(verb, 0)
        if place is None or not 0 <= place + step < len(items):
            return items
        items[place], items[place + step] = items[place + step], items[place]
        return items

    def _label(self, spec: FieldSpec, item: Item, language: str) -> str:
        return self._offers(spec, language).get(item.get("key", ""), "") or one_line(item["text"])

    def entries(self, spec: FieldSpec, value: Value, language: str) -> list[tuple[str, str]]:
        return [(item["id"], self._label(spec, item, language)) for item in value["items"]]

    def value_lines(self, spec: FieldSpec, value: Value, language: str) -> list[str]:
        return [
            f"{number}. {self._label(spec, item, language)}"
            for number, item in enumerate(value["items"], start=1)
        ]

    def form_context(
        self, spec: FieldSpec, value: Value | None, language: str, prefix: str
    ) -> dict[str, Any]:
        items = items_of(value)
        rows = [
            {
                "prefix": f"{prefix}-{place}",
                "number": place + 1,
                "id": item["id"],
                "key": item.get("key", ""),
                "text": item["text"],
                "label": self._label(spec, item, language),
                "is_first": place == 0,
                "is_last": place == len(items) - 1,
            }
            for place, item in enumerate(items)
        ]
        held = {row["key"] for row in rows}
        offers = self._offers(spec, language).items()
        return {
            "rows": rows,
            "count": len(rows),
            "offers": [{"key": key, "label": label} for key, label in offers if key not in held],
            "own_words": self.option(spec, "own_words") and len(rows) < self.most(spec),
            "invitation": self.invitation(spec, value, language),
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


def _offered(key: str, label: str) -> Item:
    return {"id": new_id(), "key": key, "text": label}


def _item(row: Row, key: str, labels: dict[str, str]) -> Item:
    """The item of a posted row: an offer by its key, or somebody's own words."""
    if key in labels:
        return {**_offered(key, labels[key]), "id": row.id}
    return {"id": row.id, "text": row.text}


KIND = RankedList()
