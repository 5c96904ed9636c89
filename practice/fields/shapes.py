"""Shapes of JSON: the options that the library sets, and the values that are stored.

A wrong option is a FieldError elsewhere; a value of the wrong shape is a ValidationError here.
"""

import math
import re
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from practice.fields.texts import clean_typed, is_text_map

KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Option:
    """One option of a kind: what is expected, in words and as a test."""

    expected: str
    accepts: Callable[[Any], bool]
    default: Any = None
    required: bool = False


def is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> bool:
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def is_key(value: object) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def is_offers(value: object) -> bool:
    """A non-empty list of {"key", "label"} in which no key comes twice."""
    if not isinstance(value, list) or not value:
        return False
    if not all(isinstance(offer, dict) and set(offer) == {"key", "label"} for offer in value):
        return False
    if not all(is_key(offer["key"]) and is_text_map(offer["label"]) for offer in value):
        return False
    return len({offer["key"] for offer in value}) == len(value)


def whole(low: int, high: int, default: int | None = None, *, required: bool = False) -> Option:
    """A whole number from low to high; None stands for "no limit" unless it is required."""

    def accepts(value: object) -> bool:
        if value is None:
            return not required
        return is_whole(value) and low <= value <= high  # type: ignore[operator]  # is_whole: int

    return Option(f"a whole number from {low} to {high}", accepts, default, required)


def number(*, required: bool = False, default: float | None = None) -> Option:
    return Option("a number", is_number, default, required)


def flag(default: bool) -> Option:
    return Option("true or false", lambda value: isinstance(value, bool), default)


def words(*, required: bool = False) -> Option:
    """A text of the library; an optional one may also be null."""
    return Option(
        'a text by language such as {"en": "..."}',
        lambda value: (value is None and not required) or is_text_map(value),
        None,
        required,
    )


def list_of_words() -> Option:
    return Option(
        'a list of texts by language such as [{"en": "..."}]',
        lambda value: isinstance(value, list) and all(is_text_map(entry) for entry in value),
        (),
    )


def offers(*, required: bool = True) -> Option:
    return Option(
        'a list such as [{"key": "yes", "label": {"en": "Yes"}}] with each key once',
        lambda value: is_offers(value) or (value == [] and not required),
        (),
        required,
    )


def raw_parts(*, required: bool = False) -> Option:
    """Parts of an entry; each is checked as a field of its own by `parts.check_parts`."""
    return Option(
        'a list of parts such as [{"key": "...", "kind": "short_text", "prompt": {...}}]',
        lambda value: isinstance(value, list) and (bool(value) or not required),
        (),
        required,
    )


def want_object(value: object, required: Iterable[str], optional: Iterable[str] = ()) -> dict:
    """The value as a dict with exactly these keys."""
    needed = set(required)
    if not isinstance(value, dict):
        raise ValidationError(f"Expected an object with {sorted(needed)}.")
    if not needed <= set(value) or not set(value) <= needed | set(optional):
        raise ValidationError(f"Expected the keys {sorted(needed)}, found others or too few.")
    return value


def want_list(value: object, most: int) -> list:
    if not isinstance(value, list):
        raise ValidationError("Expected a list.")
    if len(value) > most:
        raise ValidationError(f"Expected at most {most} entries.")
    return value


def want_text(value: object, limit: int) -> str:
    if not isinstance(value, str):
        raise ValidationError("Expected a text.")
    cleaned = clean_typed(value)
    if len(cleaned) > limit:
        raise ValidationError(f"Expected at most {limit} characters.")
    return cleaned


def want_key(value: object, known: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in set(known):
        raise ValidationError("Expected one of the keys that the field offers.")
    return value


def want_whole(value: object, low: int, high: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise ValidationError(f"Expected a whole number from {low} to {high}.")
    return value


def want_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValidationError("Expected true or false.")
    return value


def want_date(value: object) -> str:
    """A plain date as text, "2026-03-05"."""
    try:
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValidationError("Expected a date such as 2026-03-05.")


def want_id(value: object) -> str:
    """A UUID in its usual written form."""
    if not is_id(value):
        raise ValidationError("Expected the id of an entry.")
    return str(value)


def is_id(value: object) -> bool:
    try:
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def new_id() -> str:
    return str(uuid.uuid4())


def want_own_ids(entries: list[dict]) -> list[dict]:
    """The entries, when no id comes twice: links point at an id."""
    ids = [entry["id"] for entry in entries]
    if len(set(ids)) != len(ids):
        raise ValidationError("Expected each entry to have an id of its own.")
    return entries
