"""What single field kinds do of their own: limits, order, ranges, buttons without scripts."""

import json
import re
import uuid
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import timezone

from practice.fields import registry
from practice.fields.base import FieldSpec, Value, posted_action
from practice.fields.errors import FieldError

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FIRST, SECOND, THIRD = (str(uuid.UUID(int=number, version=4)) for number in (1, 2, 3))
VALUES = {"offers": [{"key": key, "label": {"en": key.title()}} for key in ("fun", "trust")]}
NUMBERS = {"low": 1, "high": 10, "step": 0.5, "range": True}


def make_spec(kind: str, **options: Any) -> FieldSpec:
    raw = {"key": "f", "kind": kind, "prompt": {"en": "What came up?"}, "options": options}
    return registry.field(raw, where="test")


def read(spec: FieldSpec, query: dict[str, Any]) -> tuple[Value | None, list[str]]:
    data = QueryDict(mutable=True)
    for name, value in query.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return registry.get(spec.kind).read(spec, data, "f")


def page(spec: FieldSpec, value: Value | None, errors: tuple[str, ...] = ()) -> str:
    kind = registry.get(spec.kind)
    context = kind.context(spec, value, "en", errors)
    return render_to_string(kind.template_name, {"field": context})


# -- typed text ------------------------------------------------------------------------------


def test_typed_text_keeps_every_script_and_drops_control_characters() -> None:
    typed = "Zoë 🙂 陈静\r\nline\ttwo\x00\x07\ud800"
    value, errors = read(make_spec("long_text"), {"f": typed})
    assert (value, errors) == ({"text": "Zoë 🙂 陈静\nline\ttwo"}, [])


def test_typed_text_over_the_limit_comes_back_whole_with_a_message() -> None:
    spec = make_spec("short_text", max_length=5)
    value, errors = read(spec, {"f": "seven s"})
    assert value == {"text": "seven s"}
    assert errors == [
        "There is room for 5 characters here, and you have 7. "
        "Nothing is lost. Make it a little shorter, then save again."
    ]
    assert "seven s" in page(spec, value, tuple(errors))
    with pytest.raises(ValidationError):
        registry.get("short_text").clean_json(spec, value)


@pytest.mark.parametrize(("kind", "limit"), [("short_text", 500), ("long_text", 12_000)])
def test_typed_text_has_room_up_to_its_limit(kind: str, limit: int) -> None:
    assert read(make_spec(kind), {"f": "a" * limit})[1] == []
    assert len(read(make_spec(kind), {"f": "a" * (limit + 1)})[1]) == 1


def test_typed_text_of_blanks_alone_is_empty() -> None:
    assert read(make_spec("short_text"), {"f": " \r\n "}) == (None, [])


def test_a_first_empty_line_survives_the_page() -> None:
    assert ">\n\nHello</textarea>" in page(make_spec("long_text"), {"text": "\nHello"})


# -- choice ----------------------------------------------------------------------------------


def test_choice_leaves_out_what_is_not_offered() -> None:
    spec = make_spec("choice", choices=VALUES["offers"], multiple=True)
    assert read(spec, {"f": ["trust", "evil", "fun"]})[0] == {"picked": ["fun", "trust"], "own": ""}
    with pytest.raises(ValidationError):
        registry.get("choice").clean_json(spec, {"picked": ["evil"], "own": ""})


def test_choice_of_one_can_be_left_open_again() -> None:
    spec = make_spec("choice", choices=VALUES["offers"])
    assert 'type="radio" name="f" value=""' in page(spec, {"picked": ["fun"], "own": ""})
    assert read(spec, {"f": ""}) == (None, [])


def test_own_words_alone_are_an_answer_where_they_are_allowed() -> None:
    options = {"choices": VALUES["offers"], "own_words": True}
    value, errors = read(make_spec("choice", **options), {"f-own": "I sang it"})
    assert (value, errors) == ({"picked": [], "own": "I sang it"}, [])
    assert read(make_spec("choice", choices=VALUES["offers"]), {"f-own": "I sang it"})[0] is None


# -- list ------------------------------------------------------------------------------------


def test_list_gives_new_rows_an_id_and_keeps_the_known_ones() -> None:
    rows = {"f-count": "3", "f-0-id": FIRST, "f-0-text": "tea", "f-1-text": "sleep", "f-2-text": ""}
    value, errors = read(make_spec("list"), rows)
    assert errors == []
    assert value is not None
    assert [item["text"] for item in value["items"]] == ["tea", "sleep"]
    assert value["items"][0]["id"] == FIRST
    assert uuid.UUID(value["items"][1]["id"]).version == 4


def test_list_lets_no_two_rows_have_one_id() -> None:
    rows = {
        f"f-{n}-{part}": given for n in (0, 1) for part, given in (("id", FIRST), ("text", "a"))
    }
    value, _errors = read(make_spec("list"), {"f-count": "2", **rows})
    assert value is not None
    assert len({item["id"] for item in value["items"]}) == 2
    twice = {"items": [{"id": FIRST, "text": "a"}, {"id": FIRST, "text": "b"}]}
    with pytest.raises(ValidationError):
        registry.get("list").clean_json(make_spec("list"), twice)


def test_list_drops_the_row_that_was_taken_away() -> None:
    rows = {
        "f-count": "2",
        "f-0-text": "tea",
        "f-0-delete": "1",
        "f-1-id": SECOND,
        "f-1-text": "run",
    }
    assert read(make_spec("list"), rows)[0] == {"items": [{"id": SECOND, "text": "run"}]}


def test_list_over_its_numbers_says_so_and_keeps_the_words() -> None:
    spec = make_spec("list", max=1, item_max_length=3)
    value, errors = read(spec, {"f-count": "2", "f-0-text": "four", "f-1-text": "six"})
    assert value is not None
    assert [item["text"] for item in value["items"]] == ["four", "six"]
    assert errors[0].startswith("Number 1: There is room for 3 characters")
    assert errors[1].startswith("There is room for 1 here, and you have 2.")
    assert page(spec, value, tuple(errors)).count('aria-invalid="true"') == 1


@pytest.mark.parametrize("count", ["", "-1", "9e9", "none", "99999999999", "²"])
def test_list_reads_nothing_from_a_count_that_is_none(count: str) -> None:
    assert read(make_spec("list"), {"f-count": count, "f-0-text": "tea"}) == (None, [])


def test_list_under_its_minimum_invites_and_does_not_lock() -> None:
    spec = make_spec("list", min=2, under_min={"en": "One more may show you something."})
    one = {"items": [{"id": FIRST, "text": "tea"}]}
    assert "One more may show you something." in page(spec, one)
    assert "One more may show you something." not in page(spec, None)
    assert not registry.get("list").is_enough(spec, one)
    assert registry.get("list").clean_json(spec, one) == one


def test_list_buttons_work_without_scripts() -> None:
    spec, kind = make_spec("list", suggest=[{"en": "A walk"}]), registry.get("list")
    value: Value | None = {"items": [{"id": FIRST, "text": "tea"}]}
    added = kind.act(spec, value, "add")
    assert added is not None
    assert page(spec, added).count("<textarea") == 3  # the two rows, and the one to copy
    assert kind.clean_json(spec, added) == value
    tapped = kind.act(spec, None, "add:0")
    assert tapped is not None
    assert [item["text"] for item in tapped["items"]] == ["A walk"]
    assert kind.act(spec, value, f"remove:{FIRST}") is None


def test_list_parts_are_read_shown_and_checked() -> None:
    part = {"key": "kind", "kind": "choice", "prompt": {"en": "What is it?"}}
    spec = make_spec("list", parts=[{**part, "options": {"choices": VALUES["offers"]}}])
    value, _errors = read(spec, {"f-count": "1", "f-0-id": FIRST, "f-0-kind": "fun"})
    parts = {"kind": {"picked": ["fun"], "own": ""}}
    assert value == {"items": [{"id": FIRST, "text": "", "parts": parts}]}
    assert registry.get("list").lines(spec, value, "en") == ["What is it? Fun"]
    assert 'name="f-0-kind" value="fun" checked' in page(spec, value)


@pytest.mark.parametrize(
    ("part", "message"),
    [
        ({"key": "id", "kind": "short_text"}, "needs another key"),
        ({"key": "x", "kind": "scale", "options": NUMBERS}, "use one of short_text"),
        ({"key": "x", "kind": "nothing"}, "'nothing' is unknown"),
    ],
)
def test_list_parts_that_cannot_be_are_named(part: dict[str, Any], message: str) -> None:
    with pytest.raises(FieldError, match=f"test, field f, option parts.*{message}"):
        make_spec("list", parts=[{"prompt": {"en": "What?"}, **part}])


# -- ranked list -----------------------------------------------------------------------------


def ranked_rows(*rows: tuple[str, str, str]) -> dict[str, str]:
    data = {"f-count": str(len(rows))}
    for n, (mark, words, rank) in enumerate(rows):
        data |= {f"f-{n}-id": mark, f"f-{n}-text": words, f"f-{n}-rank": rank}
    return data


def test_ranking_follows_the_posted_ranks() -> None:
    rows = ranked_rows((FIRST, "calm", "2"), (SECOND, "fun nights", "1"))
    value, errors = read(make_spec("ranked_list", **VALUES), rows)
    assert errors == []
    assert value is not None
    assert [item["id"] for item in value["items"]] == [SECOND, FIRST]
    lines = registry.get("ranked_list").lines(make_spec("ranked_list", **VALUES), value, "en")
    assert lines == ["1. fun nights", "2. calm"]


def test_ranking_takes_ticked_offers_and_own_words_in_at_the_end_and_once() -> None:
    spec = make_spec("ranked_list", **VALUES)
    query = {**ranked_rows((FIRST, "calm", "1")), "f-offer": ["trust", "evil"], "f-own": "my dog"}
    value, _errors = read(spec, query)
    assert value is not None
    assert [item["text"] for item in value["items"]] == ["calm", "Trust", "my dog"]
    again, _errors = read(spec, {**ranked_rows((FIRST, "my dog", "1")), "f-own": "my dog"})
    assert again == {"items": [{"id": FIRST, "text": "my dog"}]}


def test_ranking_offers_no_longer_what_is_in_the_list() -> None:
    shown = page(
        make_spec("ranked_list", **VALUES), {"items": [{"id": FIRST, "key": "fun", "text": "Fun"}]}
    )
    assert 'name="f-offer" value="trust"' in shown
    assert 'name="f-offer" value="fun"' not in shown


@pytest.mark.parametrize(
    ("button", "order"),
    [
        ({"move": f"f:{SECOND}:up"}, [SECOND, FIRST, THIRD]),
        ({"move": f"f:{SECOND}:down"}, [FIRST, THIRD, SECOND]),
        ({"move": f"f:{FIRST}:up"}, [FIRST, SECOND, THIRD]),
        ({"move": "f:unknown:up"}, [FIRST, SECOND, THIRD]),
        ({"remove": f"f:{SECOND}"}, [FIRST, THIRD]),
        ({"add": "f"}, [FIRST, SECOND, THIRD]),
    ],
)
def test_ranking_buttons_work_without_scripts(button: dict[str, str], order: list[str]) -> None:
    spec = make_spec("ranked_list", **VALUES)
    items = [{"id": mark, "text": mark[-1]} for mark in (FIRST, SECOND, THIRD)]
    data = QueryDict(mutable=True)
    data.update(button)
    asked = posted_action(data)
    assert asked is not None
    assert asked[0] == "f"
    moved = registry.get("ranked_list").act(spec, {"items": items}, asked[1])
    assert moved is not None
    assert [item["id"] for item in moved["items"]] == order


def test_no_button_no_action() -> None:
    assert posted_action(QueryDict("f=words&move=&add=")) is None


# -- scale -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ({"f-low": "4"}, {"low": "4", "high": "4"}),
        ({"f-high": "4"}, {"low": "4", "high": "4"}),
        ({"f-low": "3", "f-high": "2"}, {"low": "2", "high": "3"}),
        ({"f-low": "2.50"}, {"low": "2.5", "high": "2.5"}),
        ({"f-low": "10"}, {"low": "10", "high": "10"}),
        ({"f-low": "4", "f-rather_not": "1"}, {"rather_not": True}),
        ({}, None),
    ],
)
def test_scale_takes_one_number_or_two_in_any_order(query: dict[str, str], value: Value) -> None:
    assert read(make_spec("scale", **NUMBERS), query) == (value, [])


@pytest.mark.parametrize("posted", ["11", "0", "2.3", "NaN", "Infinity", "many", "1e999", "1" * 30])
def test_scale_refuses_a_number_off_the_line(posted: str) -> None:
    spec = make_spec("scale", **NUMBERS)
    assert read(spec, {"f-low": posted}) == (None, ["Please pick a number from the line."])
    with pytest.raises(ValidationError):
        registry.get("scale").clean_json(spec, {"low": posted, "high": posted})


def test_scale_scores_are_decimals_and_none_without_a_number() -> None:
    spec, kind = make_spec("scale", **NUMBERS), registry.get("scale")
    assert kind.scores(spec, {"low": "2", "high": "3"}) == {"low": Decimal(2), "high": Decimal(3)}
    assert kind.scores(spec, {"rather_not": True}) is None
    assert kind.is_enough(spec, {"rather_not": True})
    assert kind.lines(spec, {"rather_not": True}, "en") == ["No number this time"]


def test_scale_shows_whole_numbers_and_the_half_that_was_given() -> None:
    spec = make_spec("scale", **NUMBERS)
    assert page(spec, None).count('name="f-low"') == 10
    half = page(spec, {"low": "2.5", "high": "2.5"})
    assert half.count('name="f-low"') == 11
    assert half.count(" checked") == 1
    assert page(spec, {"low": "2", "high": "3"}).count(" checked") == 2


@pytest.mark.parametrize("options", [{"low": 5, "high": 5}, {"low": 1, "high": 10, "step": 0.7}])
def test_scale_that_cannot_be_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="test, field f: option"):
        make_spec("scale", **options)


# -- moments, experiments, checks ------------------------------------------------------------


def test_log_entry_without_a_better_moment_answers_the_other_parts() -> None:
    kind = registry.get("log_entry")
    spec = kind.example().spec("log_entry")
    lines = kind.lines(spec, kind.example().value, "en")
    assert lines == [
        "5 Mar 2026\nWhat was going on? Cooking on Sunday",
        "last spring: nothing was better\nHow did you get by? I called my sister",
    ]


def test_log_entry_keeps_the_words_of_both_ways() -> None:
    spec = registry.get("log_entry").example().spec("log_entry")
    query = {"f-count": "1", "f-0-context": "A long day", "f-0-other": "1"}
    value, errors = read(spec, {**query, "f-0-other-coped": "I slept", "f-0-words": "in May"})
    assert (value, errors) == (registry.get("log_entry").clean_json(spec, value), [])
    assert registry.get("log_entry").lines(spec, value, "en") == [
        "in May: nothing was better\nHow did you get by? I slept\nWhat was going on? A long day"
    ]


def test_log_entry_fills_in_today_and_takes_a_typed_time_for_words() -> None:
    spec = registry.get("log_entry").example().spec("log_entry")
    today = timezone.localdate().isoformat()
    for date_, when in [("", {"date": today}), ("early spring", {"words": "early spring"})]:
        value, _errors = read(spec, {"f-count": "1", "f-0-context": "Tea", "f-0-date": date_})
        assert value is not None
        assert value["entries"][0]["when"] == when
    assert read(spec, {"f-count": "1", "f-0-date": today}) == (None, [])


def test_log_entry_of_days_alone_asks_for_a_day_and_keeps_what_was_typed() -> None:
    options = registry.get("log_entry").example().options | {"vague_when": False}
    spec = make_spec("log_entry", **options)
    value, errors = read(spec, {"f-count": "1", "f-0-context": "Tea", "f-0-date": "5.3.2026"})
    assert errors == ["Please write the day like this: 2026-03-05."]
    assert 'value="5.3.2026"' in page(spec, value, tuple(errors))


def test_log_entry_parts_of_both_ways_have_keys_of_their_own() -> None:
    options = registry.get("log_entry").example().options
    same = {"prompt": {"en": "Nothing"}, "parts": options["parts"]}
    with pytest.raises(FieldError, match=r"\['context'\] as the parts do"):
        make_spec("log_entry", **{**options, "alternative": same})


def test_half_a_plan_is_an_experiment() -> None:
    spec = registry.get("experiment").example().spec("experiment")
    value, errors = read(spec, {"f-action": "Tea on her desk", "f-length": "3"})
    assert errors == []
    assert registry.get("experiment").lines(spec, value, "en") == [
        "What will you do? Tea on her desk", "For: 3 days",
    ]  # fmt: skip
    assert read(spec, {"f-length": "3", "f-frequency": "evil"}) == (None, [])


def test_what_waits_for_its_event_has_no_length_in_days() -> None:
    spec = registry.get("experiment").example().spec("experiment")
    often = {"f-action": "A short word", "f-event": "before we part", "f-length": "14"}
    value, _errors = read(spec, {**often, "f-frequency": "per_event"})
    assert registry.get("experiment").lines(spec, value, "en") == [
        "What will you do? A short word", "How often: Each time it happens (before we part)",
    ]  # fmt: skip
    value, _errors = read(spec, {**often, "f-frequency": "per_day"})
    assert registry.get("experiment").lines(spec, value, "en")[-1] == "For: 14 days"


@pytest.mark.parametrize("length", ["0", "367", "a week", "-1", "²", "9" * 30])
def test_an_experiment_of_no_length_says_so_and_keeps_what_was_typed(length: str) -> None:
    spec = registry.get("experiment").example().spec("experiment")
    value, errors = read(spec, {"f-action": "Tea", "f-length": length})
    assert errors == ["Please write a number of days from 1 to 366."]
    assert f'value="{length}"' in page(spec, value, tuple(errors))


def test_a_tap_is_a_check_and_a_note_alone_as_well() -> None:
    kind = registry.get("daily_check")
    spec = kind.example().spec("daily_check")
    today = timezone.localdate().isoformat()
    tapped, errors = read(spec, {"f-count": "2", "f-0-choice": "noticed", "f-1-note": "She hummed"})
    assert errors == []
    assert tapped is not None
    assert [(c["on"], c["choice"], c["note"]) for c in tapped["checks"]] == [
        (today, "noticed", ""), (today, "", "She hummed"),
    ]  # fmt: skip
    assert read(spec, {"f-count": "1", "f-0-choice": "evil", "f-0-on": "x"}) == (None, [])


def test_checks_stand_by_day_and_one_tapped_again_is_changed() -> None:
    kind = registry.get("daily_check")
    spec = kind.example().spec("daily_check")
    first = {"id": FIRST, "on": "2026-03-06", "choice": "noticed", "note": ""}
    earlier = {"id": SECOND, "on": "2026-03-05", "choice": "not_come_up", "note": ""}
    merged = kind.merged(spec, {"checks": [first]}, {"checks": [earlier]})
    assert merged == {"checks": [earlier, first]}
    again = {**first, "choice": "not_come_up"}
    assert kind.merged(spec, merged, {"checks": [again]}) == {"checks": [earlier, again]}
    assert kind.act(spec, merged, f"remove:{FIRST}") == {"checks": [earlier]}


# -- picking from earlier answers ------------------------------------------------------------


def picking(**options: Any) -> FieldSpec:
    example = registry.get("pick_from").example()
    return replace(
        make_spec("pick_from", **{**example.options, **options}), offered=example.offered
    )


def test_a_pick_copies_the_words_that_are_offered_and_no_others() -> None:
    spec = picking()
    source = spec.offered[1].id
    value, errors = read(spec, {"f": f"{source}:{FIRST}", f"f-{source}-did": "I waited"})
    assert errors == []
    pick = {"id": FIRST, "from": source, "text": "Tea on the steps"}
    assert value == {"picks": [{**pick, "parts": {"did": {"text": "I waited"}}}]}


def test_what_is_not_offered_is_refused_and_the_words_around_it_stay() -> None:
    spec, kind = picking(), registry.get("pick_from")
    ours = spec.offered[0].id
    query = {"f": [f"{THIRD}:{FIRST}", f"{ours}:{SECOND}"], f"f-{THIRD}-did": "I waited"}
    value, errors = read(spec, query)
    assert errors == ["One of these can no longer be picked. You can say it in your own words."]
    assert value is not None
    assert [pick.get("from") for pick in value["picks"]] == [None, ours]
    shown = page(spec, value, tuple(errors))
    assert "I waited" in shown
    assert THIRD not in shown
    assert kind.clean_json(spec, value) == value


def test_where_nothing_can_be_picked_ones_own_words_do() -> None:
    spec = make_spec("pick_from", **registry.get("pick_from").example().options)
    assert "There is nothing to pick from yet." in page(spec, None)
    own = {"f-own-count": "1", "f-own-0-id": FIRST, "f-own-0-text": "Our first walk"}
    value, errors = read(spec, own)
    assert (value, errors) == (
        {"picks": [{"id": FIRST, "text": "Our first walk", "parts": {}}]}, [],
    )  # fmt: skip
    assert registry.get("pick_from").taken(spec, value) == []


def test_one_pick_of_many_can_be_let_go_of_again() -> None:
    shown = page(picking(max=1), None)
    assert shown.count('type="radio"') == 3
    assert 'type="radio" name="f" value=""' in shown
    assert read(picking(max=1), {"f": ""}) == (None, [])


def test_a_tick_keeps_its_mark_from_page_to_page() -> None:
    marks = [posted_names(page(picking(), None)) for _time in range(2)]
    assert marks[0] == marks[1] != []


def posted_names(shown: str) -> list[str]:
    return re.findall(r'type="checkbox" name="f" value="([^"]+)"', shown)


# -- pairs, turns, pictures ------------------------------------------------------------------


def test_pairs_keep_half_a_pair_and_drop_an_empty_one() -> None:
    spec = registry.get("pairs").example().spec("pairs")
    rows = {"f-count": "2", "f-0-id": FIRST, "f-0-left": "I go quiet", "f-1-left": "  "}
    assert read(spec, rows)[0] == {"pairs": [{"id": FIRST, "left": "I go quiet", "right": ""}]}
    assert registry.get("pairs").act(spec, read(spec, rows)[0], f"remove:{FIRST}") is None


def test_turns_are_told_by_a_tick_or_by_the_timer() -> None:
    spec = make_spec("timed_turns", minutes=5, turns=2)
    assert read(spec, {"f-held": "1"})[0] == {"turns": [], "held": True}
    timed = {"f-count": "2", "f-0-who": "a", "f-0-minutes": "5", "f-1-who": "b", "f-1-minutes": ""}
    assert read(spec, timed)[0] == {"turns": [{"who": "a", "minutes": 5}], "held": False}
    assert read(spec, {"f-count": "1", "f-0-who": "evil", "f-0-minutes": "5"}) == (None, [])


def test_a_picture_is_the_one_that_was_shown_and_no_other() -> None:
    spec = registry.get("picture").example().spec("picture")
    assert read(spec, {"f-picture": FIRST, "f-alt": "Two cups"})[0] == {"alt": "Two cups"}
    shown = page(spec, {"picture": FIRST, "alt": ""})
    mark = re.search(
        r'name="f-picture" value="([^"]+)"|name="example-picture" value="([^"]+)"', shown
    )
    assert mark is not None
    assert read(spec, {"f-picture": mark[2]})[0] == {"picture": FIRST, "alt": ""}


@pytest.mark.parametrize("when", [{}, {"date": "2026-02-30"}, {"date": "2026-03-05", "words": "x"}])
def test_log_entry_needs_one_time(when: dict[str, str]) -> None:
    spec = registry.get("log_entry").example().spec("log_entry")
    with pytest.raises(ValidationError):
        registry.get("log_entry").clean_json(spec, {"entries": [{"id": FIRST, "when": when}]})


def test_experiment_takes_its_length_from_the_exercise() -> None:
    kind = registry.get("experiment")
    spec = kind.example().spec("experiment")
    value = kind.clean_json(spec, {"parts": {}, "frequency": "per_day"})
    assert value == {"parts": {}, "frequency": "per_day", "event": "", "length_days": 3}
    assert kind.lines(spec, value, "en") == ["How often: Every day", "For: 3 days"]


# -- the library's data ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({"key": "Big Key"}, "key must be a short name"),
        ({"prompt": {"zh-hans": "x"}}, "prompt must be a text by language"),
        ({"prompt": "Hello"}, "prompt must be a text by language"),
        ({"required": "yes"}, "required must be true or false"),
        ({"role": "boss"}, "role must be one of own, joint"),
        ({"audience": "everybody"}, "audience must be null or one of self"),
        ({"colour": "green"}, r"\['colour'\] is not known here"),
        ({"kind": "poem"}, "kind 'poem' is unknown; use one of choice"),
        ({"options": {"max_length": "long"}}, "option max_length must be a whole number"),
    ],
)
def test_a_wrong_field_is_named_with_its_place_and_remedy(
    raw: dict[str, Any], message: str
) -> None:
    whole = {"key": "f", "kind": "short_text", "prompt": {"en": "What?"}, **raw}
    with pytest.raises(FieldError, match=f"^a.json, exercise e, field {whole['key']}: {message}"):
        registry.field(whole, where="a.json, exercise e")


def test_two_fields_of_one_exercise_have_two_keys() -> None:
    raw = {"key": "f", "kind": "short_text", "prompt": {"en": "What?"}}
    with pytest.raises(FieldError, match="field f comes twice"):
        registry.fields([raw, raw], where="a.json")


def exercises() -> list[Any]:
    found = []
    for path in sorted(FIXTURES.glob("programme_*.json")):
        for phase in json.loads(path.read_text(encoding="utf-8")).get("phases", []):
            found += [pytest.param(e, id=f"{path.stem}-{e['key']}") for e in phase["exercises"]]
    return found


@pytest.mark.parametrize("exercise", exercises())
def test_every_exercise_of_the_library_can_be_shown_and_printed(exercise: dict[str, Any]) -> None:
    for spec in registry.fields(exercise["fields"], where=exercise["key"]):
        kind = registry.get(spec.kind)
        assert page(spec, None)
        assert render_to_string(kind.template_name, {"field": kind.paper(spec, "en")})
