"""Checks what an exercise says of keeping: what may be kept, what stands by on hard days, names."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
NAMES_FIELDS = (
    "rough_day", "unless_flagged", "until_screened", "letter_to", "letter_tells", "opens_in_pair",
)  # fmt: skip
MAY_NAME = {"field", "name", "cue", "chosen"}


def keeping_faults(data: Json, fields: set[str]) -> Iterator[tuple[str, str]]:
    """(What is wrong with the remedy, attribute) of an exercise whose attributes have their shape.

    `keeps` says of a field what becomes a habit: with the keys of its parts that hold the habit's
    name and cue, and with "field.choice" where a choice of the exercise makes it one. `rough_day`
    names fields for the page for hard days, `unless_flagged` those that rest while a safety concern
    stands, `until_screened` those that lead to the partner and rest until each person was asked
    alone about safety. `opens_in_pair` names fields for the therapist that the partner reads all
    the same once both agreed to open theirs together. `letter_to` names lists of people that a
    letter is printed for, `letter_tells` the fields whose words it holds.
    """
    for number, row in enumerate(data.get("keeps", [])):
        if "field" not in row or not MAY_NAME.issuperset(row):
            yield "keeps needs a field, and may give a name and a cue beside it.", f"keeps.{number}"
    yield from _unknown(data, fields)
    if "{problem}" in json.dumps(data) and "problem_words" not in data:
        what = "a text holds {problem}; give problem_words to stand there for others."
        yield what, "problem_words"


def _unknown(data: Json, fields: set[str]) -> Iterator[tuple[str, str]]:
    kept = [row["field"] for row in data.get("keeps", []) if "field" in row]
    named = {"keeps": kept} | {name: data.get(name, []) for name in NAMES_FIELDS}
    for where, keys in named.items():
        if unknown := sorted({str(key) for key in keys} - fields):
            yield f"{where} names no field of it: {unknown}; correct or remove them.", where
