"""Entries one below the other, posted as numbered rows: what list and ranked_list share.

The form names its rows prefix-0-text, prefix-1-text and so on, and prefix-count tells how many.
"""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from practice.fields.base import FieldSpec, Kind, Posted, Value, posted_text
from practice.fields.shapes import is_id, new_id, want_entries
from practice.fields.texts import text

# Rows that were opened and left empty count too, so a page may hold more rows than entries.
SPARE_ROWS = 100


Item = dict[str, Any]


class Items(Kind):
    """{"items": [{"id": uuid, "text": str, ...}]}."""

    most_items: ClassVar[int]

    @abstractmethod
    def clean_item(self, spec: FieldSpec, item: Any) -> Item:
        """One item in its normal form; ValidationError for other shapes."""

    @abstractmethod
    def acted(self, spec: FieldSpec, items: list[Item], verb: str, mark: str) -> list[Item]:
        """The items after a button of this kind's own."""

    def most(self, spec: FieldSpec) -> int:
        return self.option(spec, "max") or self.most_items

    def clean_value(self, spec: FieldSpec, value: Any) -> Value | None:
        clean = partial(self.clean_item, spec)
        return value_of(filled(want_entries(value, "items", self.most(spec), clean)))

    def is_enough(self, spec: FieldSpec, value: Value | None) -> bool:
        return len(filled(items_of(value))) >= self.option(spec, "min")

    def act(self, spec: FieldSpec, value: Value | None, action: str) -> Value | None:
        items = items_of(value)
        verb, _colon, mark = action.partition(":")
        if verb == "remove":
            return value_of(without(items, mark))
        return value_of(self.acted(spec, items, verb, mark))

    def invitation(self, spec: FieldSpec, value: Value | None, language: str) -> str:
        """What more could bring, once something stands there and the minimum is not reached."""
        # An empty field gets no invitation: it would read as a task that is not done.
        if not filled(items_of(value)) or self.is_enough(spec, value):
            return ""
        return text(self.option(spec, "under_min"), language)


@dataclass(frozen=True)
class Row:
    """One posted row that was not taken away."""

    number: int
    prefix: str
    id: str
    text: str


def posted_whole(written: object) -> int:
    """A posted count or rank; 0 for anything that is none."""
    digits = str(written or "")
    # isdigit() alone accepts ² and other signs that int() refuses.
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0


def posted_rows(data: Posted, prefix: str, most: int) -> Iterator[Row]:
    """The rows in posted order, each with an id of its own."""
    seen: set[str] = set()
    for number in range(min(posted_whole(data.get(f"{prefix}-count")), most + SPARE_ROWS)):
        start = f"{prefix}-{number}"
        if data.get(f"{start}-delete"):
            continue
        mark = posted_text(data, f"{start}-id")
        # A row copied without scripts, or by hand, may bring an id that another row has.
        if not is_id(mark) or mark in seen:
            mark = new_id()
        seen.add(mark)
        yield Row(number, start, mark, posted_text(data, f"{start}-text"))


def items_of(value: Value | None) -> list[Item]:
    return list(value["items"]) if value else []


def value_of(items: list[Item]) -> Value | None:
    return {"items": items} if items else None


def too_many(items: Sequence[Item], most: int) -> list[str]:
    """The message for more entries than fit, if there are more."""
    if len(items) <= most:
        return []
    message = _(
        "There is room for %(most)s here, and you have %(count)s. "
        "Nothing is lost. Take some away, then save again."
    )
    return [message % {"most": most, "count": len(items)}]


def place_of(items: Sequence[Item], mark: str) -> int | None:
    """Where the item with that id stands; None when a page speaks of one that is gone."""
    return next((n for n, item in enumerate(items) if item["id"] == mark), None)


def without(items: Sequence[Item], mark: str) -> list[Item]:
    """The items but the one with that id."""
    return [item for item in items if item["id"] != mark]


def filled(items: Sequence[Item]) -> list[Item]:
    """The items that hold something; "add another" leaves one that does not yet."""
    return [item for item in items if item["text"].strip() or item.get("parts")]
