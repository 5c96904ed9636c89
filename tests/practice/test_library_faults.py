"""Library files that cannot be used: circles of sources, and content that is no plain JSON."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from practice.services import library
from practice.services.library_check import LibraryError, programme_faults
from practice.services.library_file import parse

Json = dict[str, Any]


def shipped(name: str = "programme_collaborative.json") -> Json:
    path = next(path for path in library.shipped_files() if path.name == name)
    found: Json = json.loads(path.read_text(encoding="utf-8"))
    return found


def fields(data: Json) -> Iterator[tuple[str, Json]]:
    for phase in data["phases"]:
        for row in phase["exercises"]:
            yield from ((row["key"], field) for field in row["fields"])


def pick(data: Json, exercise: str, field: str, *sources: tuple[str, str]) -> None:
    """Let that field pick from these alone."""
    named = [{"exercise": one, "field": other} for one, other in sources]
    raw = next(raw for key, raw in fields(data) if (key, raw["key"]) == (exercise, field))
    # What is asked of each pick stays: the exercise may name it.
    asked = {key: value for key, value in raw.get("options", {}).items() if key == "each"}
    raw.update(kind="pick_from", options={"source": named, **asked})


def told(data: Json) -> list[tuple[str, str]]:
    return [(fault.exercise, fault.field) for fault in programme_faults("mine.json", data)]


# --- circles

ITEMS, PICKS, DEEP = ("action_menu", "items"), ("commitment_experiment", "picks"), (
    "exception_deep_description", "picks"
)  # fmt: skip


@pytest.mark.parametrize("path", library.shipped_files(), ids=lambda path: path.name)
def test_what_ships_holds_no_circle(path: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    if "phases" in data:
        assert list(programme_faults(path.name, data)) == []
        # The work goes round all the same: from the feedback loop back to a new commitment.
        rows = {row["key"]: row for phase in data["phases"] for row in phase["exercises"]}
        assert "commitment_experiment" in rows["feedback_loop"]["feeds"]


@pytest.mark.parametrize(
    "circle",
    [
        pytest.param([(ITEMS, ITEMS)], id="from itself"),
        pytest.param([(ITEMS, PICKS), (PICKS, ITEMS)], id="two"),
        pytest.param([(ITEMS, PICKS), (PICKS, DEEP), (DEEP, ITEMS)], id="three"),
    ],
)
def test_a_circle_of_sources_is_a_fault_at_each_of_its_fields(circle: list[Any]) -> None:
    data = shipped()
    for (exercise, field), source in circle:
        pick(data, exercise, field, source)
    assert {field for field, _source in circle} <= set(told(data))
    faults = [str(fault) for fault in programme_faults("mine.json", data)]
    where = "mine.json, exercise action_menu, field items: can never be filled"
    assert any(fault.startswith(where) for fault in faults)


def test_a_circle_with_a_way_in_is_lawful() -> None:
    data = shipped()
    pick(data, *ITEMS, PICKS, ("coping_list", "ways"))
    pick(data, *PICKS, ITEMS)
    assert told(data) == []


# --- content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "line 1, column 1"),
        (b"%PDF-1.4", "line 1, column 1"),
        (b"\xff\xfe{\x00}\x00", "is not UTF-8 text"),
        (b'"a text"', "one object in curly brackets"),
        (b'{"key": "a", "key": "b"}', "'key' stands twice"),
        (b'{"minutes": NaN}', "NaN is no number"),
        (b'{"minutes": -Infinity}', "-Infinity is no number"),
        (b'{"minutes": ' + b"9" * 5_000 + b"}", "longer than any"),
        (b'{"a": ' * 40 + b"1" + b"}" * 40, "too deep"),
        (b"[" * 100_000, "too deep"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_no_plain_object_is_told_in_words(content: bytes, words: str) -> None:
    with pytest.raises(LibraryError) as raised:
        parse("mine.json", content)
    (fault,) = raised.value.faults
    assert fault.startswith("mine.json: ")
    assert words in fault


def test_marks_of_html_stay_signs_and_control_signs_go() -> None:
    content = '\ufeff{"title": {"en": "<b>Tea</b> \\u0000for\\u0007 two\\ud800\\n& more"}}'
    assert parse("x", content.encode())["title"]["en"] == "<b>Tea</b> for two\n& more"
