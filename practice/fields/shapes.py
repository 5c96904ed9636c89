"""Shapes of JSON: the options that the library sets, and the values that are stored.

A wrong option is a FieldError elsewhere; a value of the wrong shape is a ValidationError here.
"""

import math
import re
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeGuard

from django.core.exceptions import ValidationError

from practice.fields.texts import clean_typed, is_text_map

KEY = re.compile(r"[a-z][a-z0-9_]{0,63}")
LONGEST_TEXT = 100_000

# How the library's editor asks for an option: "words", "whole", "number", "flag", "parts" (fields
# inside the entries), "pick:NAME" or "ticks:NAME" (one or several of what stands around the field),
# a list of one such (rows of it), or an object of them. Without one it asks for plain JSON.
Form = str | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Option:
    """One option of a kind: what is expected, in words and as a test."""

    expected: str
    accepts: Callable[[Any], bool]
    default: Any = None
    required: bool = False
    form: Form = ""

    def fault(self, options: Mapping[str, Any], name: str) -> str:
        """What is wrong with it as the end of a sentence; empty when nothing is."""
        if name not in options:
            return f"is missing; give {self.expected}" if self.required else ""
        return "" if self.accepts(options[name]) else f"must be {self.expected}"


def is_whole(value: object) -> TypeGuard[int]:
    # In Python True is the number 1; in a library file it is a slip.
    return isinstance(value, int) and not isinstance(value, bool)


def is_number(value: object) -> TypeGuard[int | float]:
    # JSON as Python reads it knows NaN and Infinity, which no scale can have for an end.
    return is_whole(value) or (isinstance(value, float) and math.isfinite(value))


def is_key(value: object) -> bool:
    return isinstance(value, str) and KEY.fullmatch(value) is not None


def is_offers(value: object) -> bool:
    """A non-empty list of {"key", "label"} in which no key comes twice."""
    if not isinstance(value, list) or not all(map(_is_offer, value)):
        return False
    return 0 < len({offer["key"] for offer in value}) == len(value)


def _is_offer(value: object) -> bool:
    if not isinstance(value, dict) or set(value) != {"key", "label"}:
        return False
    return is_key(value["key"]) and is_text_map(value["label"])


def whole(low: int, high: int, default: int | None = None, *, required: bool = False) -> Option:
    """A whole number from low to high; None stands for "no limit" unless it is required."""

    def accepts(value: object) -> bool:
        if value is None:
            return not required
        return is_whole(value) and low <= value <= high

    return Option(f"a whole number from {low} to {high}", accepts, default, required, "whole")


def number(*, required: bool = False, default: float | None = None) -> Option:
    return Option("a number", is_number, default, required, "number")


def flag(default: bool) -> Option:
    return Option("true or false", lambda value: isinstance(value, bool), default, form="flag")


def words(*, required: bool = False) -> Option:
    """A text of the library; an optional one may also be null."""
    return Option(
        'a text by language such as {"en": "..."}',
        lambda value: (value is None and not required) or is_text_map(value),
        None,
        required,
        "words",
    )


def list_of_words() -> Option:
    return Option(
        'a list of texts by language such as [{"en": "..."}]',
        lambda value: isinstance(value, list) and all(is_text_map(entry) for entry in value),
        (),
        form=["words"],
    )


def offers(*, required: bool = True) -> Option:
    return Option(
        'a list such as [{"key": "yes", "label": {"en": "Yes"}}] with each key once',
        lambda value: is_offers(value) or (value == [] and not required),
        (),
        required,
        [{"key": "key", "label": "words"}],
    )


def raw_parts(*, required: bool = False) -> Option:
    """Parts of an entry; each is checked as a field of its own by `parts.check_parts`."""
    return Option(
        'a list of parts such as [{"key": "...", "kind": "short_text", "prompt": {...}}]',
        lambda value: isinstance(value, list) and (bool(value) or not required),
        (),
        required,
        "parts",
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
    if not is_whole(value) or not low <= value <= high:
        raise ValidationError(f"Expected a whole number from {low} to {high}.")
    return value


def want_flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValidationError("Expected true or false.")
    return value


def want_date(value: object) -> str:
    """A plain date as text, "2026-03-05"."""
    try:
        # The way back must give the same: Python reads "20260305" and week dates as well.
        if isinstance(value, str) and date.fromisoformat(value).isoformat() == value:
            return value
    except ValueError:
        pass
    raise ValidationError("Expected a date such as 2026-03-05.")


def is_day(value: object) -> bool:
    try:
        want_date(value)
    except ValidationError:
        return False
    return True


def want_id(value: object) -> str:
    """A UUID in its usual written form."""
    if not is_id(value):
        raise ValidationError("Expected the id of an entry.")
    return str(value)


def is_id(value: object) -> bool:
    try:
        # As above: UUID() takes braces and capitals too, and then two marks would mean one entry.
        return isinstance(value, str) and str(uuid.UUID(value)) == value
    except ValueError:
        return False


def new_id() -> str:
    return str(uuid.uuid4())


def want_entries(
    value: object, name: str, most: int, clean: Callable[[Any], dict[str, Any]]
) -> list[dict[str, Any]]:
    """The list under `name`, the value's only key: each entry cleaned, with an id of its own."""
    entries = [clean(entry) for entry in want_list(want_object(value, [name])[name], most)]
    # What was picked from an entry points at its id, so one id may never mean two entries.
    if len({entry["id"] for entry in entries}) != len(entries):
        raise ValidationError("Expected each entry to have an id of its own.")
    return entries
