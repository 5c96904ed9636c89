"""Every field kind alike: options, form, JSON, lines, template. Single kinds: test_field_kinds.py.

A new kind is covered as soon as its module stands in practice/fields/kinds/.
"""

import copy
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from practice.fields import registry
from practice.fields.base import FieldSpec, Kind
from practice.fields.errors import FieldError
from tests.practice.posted import posted

KINDS = list(registry.all_kinds().values())
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)

ALL_THIRTEEN = {
    "choice", "daily_check", "experiment", "list", "log_entry", "long_text", "pairs", "pick_from",
    "picture", "ranked_list", "scale", "short_text", "timed_turns",
}  # fmt: skip


def spec_of(kind: Kind, **changes: Any) -> FieldSpec:
    return kind.example().spec(kind.name, **changes)


def rendered(kind: Kind, context: dict[str, Any]) -> str:
    return render_to_string(kind.template_name, {"field": context})


def test_all_thirteen_kinds_are_found() -> None:
    assert set(registry.names()) == ALL_THIRTEEN
    assert {name for name, _label in registry.choices()} == ALL_THIRTEEN


@every_kind
def test_the_example_is_in_order(kind: Kind) -> None:
    example = kind.example()
    kind.check_options(example.options, "here")
    assert kind.clean_json(spec_of(kind), copy.deepcopy(example.value)) == example.value
    assert not kind.is_empty(example.value)
    assert kind.is_enough(spec_of(kind), example.value)


@every_kind
def test_an_unknown_option_is_named(kind: Kind) -> None:
    with pytest.raises(FieldError, match=r"here: .*colour"):
        kind.check_options({**kind.example().options, "colour": "green"}, "here")


@every_kind
def test_each_option_refuses_what_it_does_not_expect(kind: Kind) -> None:
    for name in kind.options:
        with pytest.raises(FieldError, match=f"here: option {name} must be"):
            kind.check_options({**kind.example().options, name: {"wrong": object()}}, "here")


@every_kind
def test_a_missing_required_option_is_named(kind: Kind) -> None:
    for name in (name for name, option in kind.options.items() if option.required):
        options = {key: value for key, value in kind.example().options.items() if key != name}
        with pytest.raises(FieldError, match=f"here: option {name} is missing"):
            kind.check_options(options, "here")


@every_kind
def test_lines_are_plain_and_not_empty(kind: Kind) -> None:
    value = kind.example().value
    lines = kind.lines(spec_of(kind), value, "en")
    assert lines
    # An entry is one line; its parts are rows inside it, none of them empty.
    assert all(row.strip() for line in lines for row in line.split("\n"))
    assert kind.plain(spec_of(kind), value, "en")


@every_kind
def test_nothing_given_is_empty_everywhere(kind: Kind) -> None:
    spec = spec_of(kind)
    assert kind.clean_json(spec, None) is None
    assert kind.is_empty(None)
    assert not kind.is_enough(spec, None)
    assert kind.lines(spec, None, "en") == []
    assert kind.plain(spec, None, "en") == ""
    assert kind.scores(spec, None) is None
    assert kind.read(spec, QueryDict(""), "f") == (None, [])


@every_kind
def test_what_is_posted_comes_back_as_it_was(kind: Kind) -> None:
    """The page as a browser without scripts sends it, untouched."""
    spec, value = spec_of(kind), kind.example().value
    read, errors = kind.read(
        spec, posted(rendered(kind, kind.context(spec, value, "en"))), "example"
    )
    assert errors == []
    assert kind.clean_json(spec, read) == value
    assert kind.lines(spec, read, "en") == kind.lines(spec, value, "en")


@every_kind
def test_a_page_that_nobody_touched_holds_nothing(kind: Kind) -> None:
    spec = spec_of(kind)
    empty = posted(rendered(kind, kind.context(spec, None, "en")))
    assert kind.read(spec, empty, "example") == (None, [])


@every_kind
@pytest.mark.parametrize(
    "tampered",
    ["text", 7, True, [], {}, {"wrong": 1}, {"text": 5}, {"items": "x"}, float("nan")],
    ids=repr,
)
def test_other_shapes_are_refused(kind: Kind, tampered: Any) -> None:
    with pytest.raises(ValidationError):
        kind.clean_json(spec_of(kind), tampered)


@every_kind
def test_a_foreign_key_at_any_depth_is_refused(kind: Kind) -> None:
    for path in object_paths(kind.example().value):
        value = copy.deepcopy(kind.example().value)
        at(value, path)["smuggled"] = "<b>x</b>"
        with pytest.raises(ValidationError):
            kind.clean_json(spec_of(kind), value)


@every_kind
def test_a_leaf_of_another_type_is_refused(kind: Kind) -> None:
    for path in leaf_paths(kind.example().value):
        for wrong in (float("nan"), ["x"], {"x": 1}, None, "x" * 100_001):
            value = copy.deepcopy(kind.example().value)
            at(value, path[:-1])[path[-1]] = wrong
            with pytest.raises(ValidationError):
                kind.clean_json(spec_of(kind), value)


@every_kind
def test_mark_up_stays_text_and_is_shown_as_text(kind: Kind) -> None:
    typed = "<script>alert('x')</script>"
    value = json.loads(
        json.dumps(kind.example().value).replace('"text": "', f'"text": "{typed}'), strict=False
    )
    spec = spec_of(kind)
    page = rendered(kind, kind.context(spec, kind.clean_json(spec, value), "en"))
    assert "<script>alert" not in page
    if value != kind.example().value and kind.name != "ranked_list":
        assert any(typed in line for line in kind.lines(spec, value, "en"))


@every_kind
def test_the_template_holds_with_and_without_a_value(kind: Kind) -> None:
    spec = spec_of(kind, help={"en": "A line is plenty."})
    empty = rendered(kind, kind.context(spec, None, "en"))
    filled = rendered(kind, kind.context(spec, kind.example().value, "en", ("Too much.",), "q-1"))
    assert 'data-section="example"' in empty
    assert "What came up?" in empty
    assert "A line is plenty." in empty
    assert "Too much." in filled
    assert 'id="q-1-e"' in filled
    assert kind.template_name == f"fields/_{kind.name}.html"


@every_kind
def test_nothing_is_chosen_beforehand(kind: Kind) -> None:
    page = rendered(kind, kind.context(spec_of(kind), None, "en"))
    assert " checked" not in page
    assert " selected" not in page


@every_kind
def test_the_paper_version_has_no_inputs(kind: Kind) -> None:
    page = rendered(kind, kind.paper(spec_of(kind), "en"))
    assert "What came up?" in page
    for tag in ("<input", "<textarea", "<select", "<button"):
        assert tag not in page


@every_kind
def test_every_input_of_the_page_has_a_name_and_a_label(kind: Kind) -> None:
    page = rendered(kind, kind.context(spec_of(kind), kind.example().value, "en"))
    for mark in page.split("<textarea")[1:]:
        label = mark.split('id="')[1].split('"')[0]
        assert f'for="{label}"' in page
    # The browser would cut pasted words off without a sound.
    assert "maxlength" not in page


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.just("2026-03-05") | st.uuids().map(str)
)  # fmt: skip
known_names = st.sampled_from(
    [
        "text",
        "items",
        "id",
        "parts",
        "picked",
        "own",
        "low",
        "high",
        "rather_not",
        "entries",
        "when",
        "date",
        "words",
        "picks",
        "from",
        "pairs",
        "left",
        "right",
        "checks",
        "on",
        "choice",
        "note",
        "turns",
        "who",
        "minutes",
        "held",
        "picture",
        "alt",
        "frequency",
        "event",
        "where",
        "length_days",
        "nothing_better",
        "context",
    ]
)
anything = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(known_names | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@every_kind
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_arbitrary_json_is_refused_or_comes_to_rest(kind: Kind, data: st.DataObject) -> None:
    """From anything at all, and from the example with one place changed."""
    spec, value = spec_of(kind), copy.deepcopy(kind.example().value)
    if data.draw(st.booleans()):
        path = data.draw(st.sampled_from(leaf_paths(value) + object_paths(value)[1:]))
        at(value, path[:-1])[path[-1]] = data.draw(anything)
    else:
        value = data.draw(anything)
    try:
        cleaned = kind.clean_json(spec, value)
    except ValidationError:
        return
    assert kind.clean_json(spec, copy.deepcopy(cleaned)) == cleaned
    assert all(isinstance(line, str) for line in kind.lines(spec, cleaned, "en"))
    json.dumps(cleaned, allow_nan=False).encode()


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def paths(value: Any, start: tuple[Any, ...] = ()) -> list[tuple[tuple[Any, ...], Any]]:
    """Every place in a value, with what stands there."""
    inside: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inside = list(value.items())
    elif isinstance(value, list):
        inside = list(enumerate(value))
    return [
        (start, value),
        *(found for step, part in inside for found in paths(part, (*start, step))),
    ]


def object_paths(value: Any) -> list[tuple[Any, ...]]:
    return [path for path, found in paths(value) if isinstance(found, dict)]


def leaf_paths(value: Any) -> list[tuple[Any, ...]]:
    return [path for path, found in paths(value) if not isinstance(found, dict | list)]
