"""How one exercise draws on another: what can be taken up, what was, and what parts may take."""

from datetime import date
from typing import Any

import pytest

from practice.fields import chain, registry
from practice.fields.base import WHOLE, FieldSpec, Offered, Taken
from practice.fields.logs import kind_of, log_field

MOMENT, PATTERN = "2f6d8b14-93c5-4e0a-8d7f-1b3a5c7e9f05", "0b0f2f0a-5a0e-4a1c-9b61-6f3f5d1c2a10"
PICK = "5e9b7d23-1c4f-4d6a-b8e0-7a9c2f4e6d07"
LOG, MENU = ("exception_log", "entries"), ("action_menu", "items")


def field(kind: str, options: dict[str, Any], key: str = "f") -> FieldSpec:
    return registry.field({"key": key, "kind": kind, "prompt": {"en": "?"}, "options": options})


def picker(origin: tuple[str, str], key: str = "evidence") -> dict[str, Any]:
    source = {"exercise": origin[0], "field": origin[1]}
    return {"key": key, "kind": "pick_from", "prompt": {"en": "?"}, "options": {"source": source}}


def patterns() -> FieldSpec:
    """A list whose entries each take up moments of a log, and ideas of a menu."""
    return field("list", {"parts": [picker(LOG), picker(MENU, "ideas")]})


def pattern_of(moment: str) -> dict[str, Any]:
    pick = {"id": PICK, "from": moment, "text": "soup", "parts": {}}
    item = {"id": PATTERN, "text": "cooking", "parts": {"evidence": {"picks": [pick]}}}
    return {"items": [item]}


@pytest.mark.parametrize("kind", registry.names())
def test_every_kind_has_something_to_take_up_from_its_example(kind: str) -> None:
    made = registry.get(kind)
    example = made.example()
    entries = made.entries(example.spec(kind), example.value, "en")
    marks = [mark for mark, _words in entries]
    assert len(set(marks)) == len(marks) > 0
    assert all(words.strip() for _mark, words in entries)
    text = str(example.value)
    assert all(mark == WHOLE or mark in text for mark in marks)


def test_sources_of_a_list_are_those_of_its_parts() -> None:
    assert chain.sources(patterns()) == [LOG, MENU]


def test_what_a_part_took_counts_as_taken_by_its_entry() -> None:
    assert list(chain.taken(patterns(), pattern_of(MOMENT))) == [
        Taken(PATTERN, MOMENT, "soup", LOG)
    ]
    assert list(chain.taken(patterns(), None)) == []


def test_each_part_is_offered_what_it_may_take_and_nothing_else() -> None:
    offered = [Offered("1", "soup", origin=LOG), Offered("2", "tea", origin=MENU)]
    offered.append(Offered("3", "value", origin=("value_ranking", "values")))
    spec = chain.offering(patterns(), offered)
    found = {
        part.key: [one.id for one in part.offered] for part in registry.get("list").parts(spec)
    }
    assert found == {"evidence": ["1"], "ideas": ["2"]}


def test_one_line_is_a_whole_entry_of_a_log() -> None:
    spec = registry.get("log_entry").example().spec("log_entry")
    assert log_field([spec]) is spec
    assert log_field([patterns()]) is None
    log = kind_of(spec)
    value = log.captured(spec, "tea", date(2026, 3, 5))
    assert value is not None
    marked = log.marked(value, MOMENT)
    assert log.happened_on(marked) == date(2026, 3, 5)
    assert log.entries(spec, marked, "en") == [(MOMENT, "tea")]
    assert log.clean_json(spec, marked) == marked
    vague = log.captured(spec, "soup", "last spring")
    assert vague is not None
    assert (log.happened_on(vague), log.when(vague)) == (None, "last spring")
    assert log.captured(spec, " ", "last spring") is None


def test_a_log_of_many_comes_apart_into_one_value_for_each_entry() -> None:
    log = registry.get("log_entry")
    example = log.example()
    apart = kind_of(example.spec("log_entry")).split(example.value)
    assert [entry for one in apart.values() for entry in one["entries"]] == example.value["entries"]
