"""What was typed into the library's editor, in the shape of a draft's body.

What cannot be right ("ten" for a number) is kept as it was typed: the check says so at its place.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf.locale import LANG_INFO

from practice.fields import registry
from practice.fields.base import Posted, posted_text
from practice.fields.shapes import Form, is_key
from practice.fields.texts import FALLBACK, clean_tree, clean_typed

MOST_ROWS = 300
# What a field inside an entry is asked for, beside the options of its kind.
PART: dict[str, Form] = {"prompt": "words", "help": "words", "required": "flag"}


def read(form: Form, posted: Posted, name: str, old: Any) -> Any:
    """What was posted at `name`; `old` is what stands there, and stays where nothing was sent."""
    if isinstance(form, dict):
        return _read_group(form, posted, name, old)
    if isinstance(form, list):
        return _read_rows(form[0], posted, name, old)
    kind, _colon, listed = form.partition(":")
    if kind == "ticks":
        return _read_ticks(posted, name, old, listed)
    if kind in READERS:
        return READERS[kind](posted, name, old)
    return old if posted.get(name) is None else ONE_LINE.get(kind, _raw)(posted_text(posted, name))


def read_options(kind: str, posted: Posted, name: str, old: Any) -> dict[str, Any]:
    """The options of a field of that kind; what stands as usual need not be told."""
    there = old if isinstance(old, dict) else {}
    told = dict(there)
    for key, option in registry.get(kind).options.items():
        value = read(option.form, posted, f"{name}.{key}", there.get(key))
        if key in there or not _is_usual(value, option.default):
            told[key] = value
    return told


def read_field(base: Mapping[str, Form], posted: Posted, name: str, old: Any) -> dict[str, Any]:
    """A field, or one inside an entry: what every field has, and its options."""
    told = _read_group(base, posted, name, old)
    options = read_options(old["kind"], posted, f"{name}.options", old.get("options"))
    return {**told, "options": options} if options or "options" in old else told


def _is_usual(value: Any, default: Any) -> bool:
    return value is None or value == [] or value == default


def _read_group(form: Mapping[str, Form], posted: Posted, name: str, old: Any) -> Any:
    there = old if isinstance(old, dict) else {}
    told = dict(there)
    for key, inner in form.items():
        value = read(inner, posted, f"{name}.{key}", there.get(key))
        if key in there or not _is_usual(value, False):
            told[key] = value
    return old if not told and old is None else told


def _read_rows(form: Form, posted: Posted, name: str, old: Any) -> Any:
    count = posted_text(posted, f"{name}.count")
    if not re.fullmatch(r"[0-9]{1,4}", count):
        return old
    there = old if isinstance(old, list) else []
    rows = [
        read(form, posted, f"{name}.{number}", there[number] if number < len(there) else None)
        for number in range(min(int(count), MOST_ROWS))
    ]
    return rows if rows or old else old


def _read_parts(posted: Posted, name: str, old: Any) -> Any:
    """Parts are known by their key: their kind was chosen when they were added."""
    if not isinstance(old, list):
        return old
    keys = (posted_text(posted, f"{name}.{number}.key") for number in range(len(old)))
    return [
        read_field(PART, posted, f"{name}.{number}", raw) if key == raw["key"] else raw
        for number, (raw, key) in enumerate(zip(old, keys, strict=True))
    ]


def _read_words(posted: Posted, name: str, old: Any) -> Any:
    texts = dict(old) if isinstance(old, dict) else {}
    for code in {FALLBACK, *texts, *LANG_INFO}:
        if posted.get(f"{name}.{code}") is not None:
            texts[code] = posted_text(posted, f"{name}.{code}")
    written = {code: one for code, one in texts.items() if one.strip()}
    return {FALLBACK: "", **written} if written or old is not None else None


def _read_flag(posted: Posted, name: str, old: Any) -> bool:
    return bool(posted.get(name))


def _read_key(posted: Posted, name: str, old: Any) -> str:
    typed = posted_text(posted, name)
    return typed if is_key(typed) else old or "option"


def _read_ticks(posted: Posted, name: str, old: Any, listed: str) -> Any:
    keys = [clean_typed(key) for key in posted.getlist(name)]
    # The same ticks in another order are no change.
    if set(keys) == set(TO_TICKS.get(listed, keys_of)(old)):
        return old
    return FROM_TICKS.get(listed, list)(keys)


def _whole(typed: str) -> Any:
    found = typed.strip()
    return int(found) if re.fullmatch(r"-?[0-9]{1,9}", found) else found or None


def _number(typed: str) -> Any:
    found = typed.strip().replace(",", ".")
    if re.fullmatch(r"-?[0-9]{1,9}\.[0-9]{1,9}", found):
        return float(found)
    return _whole(typed)


def _line(typed: str) -> str | None:
    return typed.strip() or None


def _raw(typed: str) -> Any:
    try:
        return clean_tree(json.loads(typed)) if typed.strip() else None
    except (ValueError, RecursionError):
        return typed


def keys_of(value: Any) -> list[str]:
    """What is ticked, as a plain list of keys."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _source_keys(value: Any) -> list[str]:
    listed = value if isinstance(value, list) else [value] if value else []
    return [f"{one['exercise']}.{one['field']}" for one in listed if isinstance(one, dict)]


def _sources(keys: list[str]) -> Any:
    pairs = [key.partition(".") for key in keys]
    listed = [{"exercise": exercise, "field": field} for exercise, _dot, field in pairs]
    return listed[0] if len(listed) == 1 else listed


def blank(form: Form) -> Any:
    """An empty row of a list."""
    if isinstance(form, dict):
        return {name: "option" if one == "key" else blank(one) for name, one in form.items()}
    return {FALLBACK: ""} if form == "words" else None


TO_TICKS: dict[str, Callable[[Any], list[str]]] = {"source": _source_keys}
FROM_TICKS: dict[str, Callable[[list[str]], Any]] = {"source": _sources}
ONE_LINE: dict[str, Callable[[str], Any]] = {
    "whole": _whole,
    "number": _number,
    "pick": _line,
    "line": _line,
}
READERS: dict[str, Callable[[Posted, str, Any], Any]] = {
    "words": _read_words,
    "flag": _read_flag,
    "key": _read_key,
    "parts": _read_parts,
}
