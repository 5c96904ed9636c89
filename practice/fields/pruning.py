"""A value with some of its items only, as it goes to a reader who was given those and no others."""

from collections.abc import Callable, Iterator
from typing import Any

from practice.fields.base import WHOLE, Value


def pruned(value: Value, keep: Callable[[str], bool]) -> Value | None:
    """What is left of `value`; None when that is nothing.

    `keep` is asked for each item by its id, and for a value without items by WHOLE. What is left
    out leaves no gap: the lines, the numbers and the counts of the rest are made from what is here.
    """
    lists = dict(_lists(value))
    if not lists:
        return value if keep(WHOLE) else None
    left = {name: [item for item in items if keep(item["id"])] for name, items in lists.items()}
    return {**value, **left} if any(left.values()) else None


def item_ids(value: Value) -> list[str]:
    """The ids of the items in a value, in its order; none where it has no items."""
    return [item["id"] for _name, items in _lists(value) for item in items]


def _lists(value: Value) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The lists of a value whose entries have ids: whatever a kind calls them."""
    for name, rows in value.items():
        if isinstance(rows, list) and rows and all(_has_id(row) for row in rows):
            yield name, rows


def _has_id(row: object) -> bool:
    return isinstance(row, dict) and "id" in row
