"""Numbered rows of a form (prefix-count, prefix-0-text ...): what list and ranked_list share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from practice.fields.base import FieldSpec, Kind, Posted, Value
from practice.fields.shapes import is_id, new_id
from practice.fields.texts import clean_typed, text

# Rows that were opened and left empty count too, so a page may hold more rows than entries.
SPARE_ROWS = 100


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
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 7 else 0


def posted_rows(data: Posted, prefix: str, most: int) -> Iterator[Row]:
    """The rows in posted order, each with an id of its own."""
    seen: set[str] = set()
    for number in range(min(posted_whole(data.get(f"{prefix}-count")), most + SPARE_ROWS)):
        start = f"{prefix}-{number}"
        if data.get(f"{start}-delete"):
            continue
        mark = str(data.get(f"{start}-id") or "")
        if not is_id(mark) or mark in seen:
            mark = new_id()
        seen.add(mark)
        yield Row(number, start, mark, clean_typed(str(data.get(f"{start}-text") or "")))


def too_many(items: Sequence[Any], most: int) -> list[str]:
    """The message for more entries than fit, if there are more."""
    if len(items) <= most:
        return []
    message = _(
        "There is room for %(most)s here, and you have %(count)s. "
        "Nothing is lost. Take some away, then save again."
    )
    return [message % {"most": most, "count": len(items)}]


def place_of(items: Sequence[dict[str, Any]], mark: str) -> int | None:
    """Where the item with that id stands, or that place itself ("2"); None for neither."""
    places = (n for n, item in enumerate(items) if mark in (item["id"], str(n)))
    return next(places, None)


def without(items: Sequence[dict[str, Any]], mark: str) -> list[dict[str, Any]]:
    """The items but the one that is meant."""
    place = place_of(items, mark)
    return [item for n, item in enumerate(items) if n != place]


def filled(value: Value | None) -> list[dict[str, Any]]:
    """The items that hold something; "add another" leaves one that does not yet."""
    items = value["items"] if value else []
    return [item for item in items if item["text"].strip() or item.get("parts")]


def invitation(kind: Kind, spec: FieldSpec, value: Value | None, language: str) -> str:
    """What more could bring, once something stands there and the minimum is not reached."""
    if not filled(value) or kind.is_enough(spec, value):
        return ""
    return text(kind.option(spec, "under_min"), language)
