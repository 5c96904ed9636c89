"""Texts of the library (maps by language) and texts that people type; nothing about fields."""

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

FALLBACK = "en"
DEEPEST = 30  # brackets in brackets; the deepest exercise of ours needs twelve
KEPT_CONTROLS = "\n\t"
# Control characters would break PDF and PostgreSQL (NUL); halves of a pair are no UTF-8.
NOT_KEPT = ("Cc", "Cs")


def text(texts: Mapping[str, str] | None, language: str) -> str:
    """The words for `language` ("zh-hans", "en"), else for its base, else the English ones."""
    if not texts:
        return ""
    base = language.split("-", 1)[0]
    return texts.get(language) or texts.get(base) or texts.get(FALLBACK, "")


def labels_of(offers: Iterable[Mapping[str, Any]], language: str) -> dict[str, str]:
    """Key -> label of what the library offers, in its order."""
    return {offer["key"]: text(offer["label"], language) for offer in offers}


def spoken() -> str:
    """The language that is being spoken; English where translation is switched off."""
    return get_language() or FALLBACK


def is_text_map(value: object) -> bool:
    """A map by language of real words, with English among them."""
    if not isinstance(value, dict) or FALLBACK not in value:
        return False
    return all(isinstance(part, str) and part.strip() for part in [*value, *value.values()])


def clean_typed(typed: str) -> str:
    """Line ends as \\n; control characters and lone surrogates gone; every other sign kept."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        sign
        for sign in lines
        if sign in KEPT_CONTROLS or unicodedata.category(sign) not in NOT_KEPT
    )


def clean_tree(value: Any, deepest: int = DEEPEST) -> Any:
    """The same for every text in what JSON holds.

    ValueError where it is nested too deep, or holds a number that no database keeps.
    """
    if not deepest:
        raise ValueError("brackets stand too deep in each other.")
    if isinstance(value, str):
        return clean_typed(value)
    if isinstance(value, list):
        return [clean_tree(one, deepest - 1) for one in value]
    if isinstance(value, dict):
        return {clean_typed(key): clean_tree(one, deepest - 1) for key, one in value.items()}
    if isinstance(value, float) and not isfinite(value):
        raise ValueError("a number in it is larger than any that is used here.")
    return value


def too_long(typed: str, limit: int) -> str:
    """The message for a text over its limit, or "" when it fits."""
    if len(typed) <= limit:
        return ""
    return _(
        "There is room for %(limit)s characters here, and you have %(count)s. "
        "Nothing is lost. Make it a little shorter, then save again."
    ) % {
        "limit": number_format(limit, force_grouping=True),
        "count": number_format(len(typed), force_grouping=True),
    }


def one_line(typed: str) -> str:
    """The same words on one line."""
    return " ".join(typed.split())


def labelled(label: str, lines: list[str]) -> list[str]:
    """The label before the first line; a question keeps its own mark instead of a colon."""
    if not lines:
        return []
    has_mark = unicodedata.category(label[-1:] or " ").startswith("P")
    mark = "" if has_mark else ":"
    return [f"{label}{mark} {lines[0]}".strip(), *lines[1:]]


def plain_number(value: Decimal) -> str:
    """2.50 as "2.5", and 10 as "10": `normalize` alone would make 1E+1 of it."""
    return f"{value.normalize():f}"


def plain_date(written: str) -> str:
    """ "2026-03-05" as "5 Mar 2026", or as the language being spoken writes a date."""
    day = date.fromisoformat(written)
    english = spoken().startswith(FALLBACK)
    return date_format(day, "j M Y" if english else "DATE_FORMAT")
