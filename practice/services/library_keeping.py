"""Checks what an exercise says of keeping: what may be kept, what stands by on hard days, names."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.errors import FieldError
from practice.fields.texts import is_text_map, spoken, text

Json = Mapping[str, Any]
NAMES_FIELDS = (
    "rough_day", "unless_flagged", "until_screened", "letter_to", "letter_tells", "opens_in_pair",
)  # fmt: skip
MAY_NAME = {"field", "name", "cue", "chosen"}
Faults = Iterator[tuple[str, str]]


def keeping_faults(data: Json, fields: set[str]) -> Faults:
    """(What is wrong with the remedy, attribute) of an exercise whose attributes have their shape.

    `keeps` says of a field what becomes a habit: with the keys of its parts that hold the habit's
    name and cue, and with "field.choice" where a choice of the exercise makes it one. `rough_day`
    names fields for the page for hard days, `unless_flagged` those that rest while a safety concern
    stands, `until_screened` those that lead to the partner and rest until each person was asked
    alone about safety. `opens_in_pair` names fields for the therapist that the partner reads all
    the same once both agreed to open theirs together. `letter_to` names lists of people that a
    letter is printed for, `letter_tells` the fields whose words it holds.
    """
    yield from _habit_faults(data)
    yield from _unknown(data, fields)
    if "{problem}" in json.dumps(data) and "problem_words" not in data:
        what = _("a text holds %(place)s; give %(name)s to stand there for others.")
        yield what % {"place": "{problem}", "name": "problem_words"}, "problem_words"


def _unknown(data: Json, fields: set[str]) -> Faults:
    for where in NAMES_FIELDS:
        if unknown := sorted({str(key) for key in data.get(where, [])} - fields):
            what = _("%(where)s names no field of it: %(keys)s; correct or remove them.")
            yield what % {"where": where, "keys": unknown}, where


def _habit_faults(data: Json) -> Faults:
    """What is wrong with `keeps`, row by row; each names the question that it speaks of."""
    specs, seen = dict(_readable(data)), set()
    prompts = {str(raw.get("key")): _asked(raw) for raw in data["fields"]}
    for number, row in enumerate(data.get("keeps", [])):
        key, place = str(row.get("field", "")), f"keeps.{number}"
        told = {"question": prompts.get(key, key)}
        if not key or not MAY_NAME.issuperset(row):
            yield _("keeps needs a field, and may give a name and a cue beside it."), place
        elif key not in prompts:
            what = _("keeps names no field of it: %(keys)s; correct or remove them.")
            yield what % {"keys": [key]}, f"{place}.field"
        elif key in seen:
            what = _("“%(question)s” stands twice here; keep one of them.")
            yield what % told, f"{place}.field"
        elif key in specs:
            for what, at in _row_faults(row, specs[key], specs):
                yield what % (told | {"named": row.get(at)}), f"{place}.{at}"
        seen.add(key)


def _row_faults(row: Json, spec: FieldSpec, specs: Mapping[str, FieldSpec]) -> Faults:
    kind = registry.get(spec.kind)
    if kind.repeats:
        yield _("“%(question)s” is a log, whose moments become no habit; choose another."), "field"
        return
    parts = {part.key for part in kind.parts(spec)}
    for at in ("name", "cue"):
        if at in row and row[at] not in parts:
            yield _("“%(question)s” asks nothing called %(named)r; choose one of its parts."), at
    field, _dot, choice = str(row.get("chosen", "")).partition(".")
    offered = specs[field].options.get("choices", []) if field in specs else []
    if "chosen" in row and choice not in [one["key"] for one in offered]:
        what = _("for “%(question)s” %(named)r is no choice of this exercise; choose one that is.")
        yield what, "chosen"


def _readable(data: Json) -> Iterator[tuple[str, FieldSpec]]:
    """The fields that are right in themselves; what is wrong with others is told elsewhere."""
    for raw in data["fields"]:
        try:
            yield str(raw.get("key")), registry.field(raw)
        except FieldError:
            continue


def _asked(raw: Json) -> str:
    """The question in words, else the key of its field."""
    prompt = raw.get("prompt")
    return (text(prompt, spoken()) if is_text_map(prompt) else "") or str(raw.get("key"))
