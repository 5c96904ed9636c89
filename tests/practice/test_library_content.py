"""The shipped programmes as data: keys, required marks, numbers, who, audiences, links.

What the domain fixes stands in programme_facts.py. How the library reads is tested in
test_library_wording.py, the question bank and the note in test_library_notes.py.
"""

import json
from typing import Any

import pytest

from tests.practice.programme_facts import (
    BASE,
    EXERCISES,
    FACES_PARTNER,
    FIXTURES,
    MORE,
    NUMBERS,
    PARTS,
    PHASES,
    PICKED,
    PROGRAMMES,
    READING,
    RELATIONAL,
    TOGETHER,
    WHO,
    every_exercise,
    exercises,
    fields,
    load,
    marked,
    parts_of,
    picked_sources,
)

FILES = (
    "programme_collaborative",
    "programme_relational-cultural",
    "question_bank_collaborative",
    "note_template_collaborative",
    "scales",
)
ALL = sorted(every_exercise())
EIGHTEEN = [(programme, code) for programme in PROGRAMMES for code in EXERCISES]


def in_each(names: Any) -> list[tuple[str, str]]:
    return [(programme, name) for programme in PROGRAMMES for name in names]


@pytest.mark.parametrize("name", FILES)
def test_file_is_plainly_formatted(name: str) -> None:
    raw = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    assert raw == json.dumps(json.loads(raw), ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_phases_are_the_six_with_their_days(programme: str) -> None:
    found = [
        (p["number"], p["key"], p["day_from"], p["day_to"],
         [e["code"] for e in p["exercises"] if e["code"] != READING])
        for p in PROGRAMMES[programme]["phases"]
    ]  # fmt: skip
    assert found == PHASES
    assert set(exercises(programme)) - set(EXERCISES) <= {READING}


@pytest.mark.parametrize(("programme", "code"), EIGHTEEN)
def test_exercise_has_its_frame_and_fields(programme: str, code: str) -> None:
    exercise = exercises(programme)[code]
    key, frame, told, feeds = EXERCISES[code]
    days, who = frame.split()
    more = MORE[code] if programme == RELATIONAL and code in MORE else {}
    assert exercise["key"] == key
    assert f"{exercise['day_from']}-{exercise['day_to'] or ''}" == days
    assert exercise["who"] == WHO[who]
    assert marked([f for f in exercise["fields"] if f["key"] not in more]) == told
    assert exercise["feeds"] == feeds.split()
    assert exercise["minutes"] > 0


@pytest.mark.parametrize("code", MORE)
def test_relational_programme_asks_more(code: str) -> None:
    by_key = {field["key"]: field for field in exercises(RELATIONAL)[code]["fields"]}
    found = {key: (by_key[key]["kind"], by_key[key]["role"]) for key in MORE[code]}
    assert found == MORE[code]
    assert not any(by_key[key]["required"] for key in MORE[code])


def test_both_programmes_keep_the_same_shape() -> None:
    """A field of the base programme is the same field in the other one: only its words differ."""
    own, other = fields(BASE), fields(RELATIONAL)
    for name, field in own.items():
        assert shape(other[name]) == shape(field), name


def shape(node: Any) -> Any:
    """A field without its words."""
    if isinstance(node, dict):
        # Suggestions, steps back and help may be more or fewer.
        told = {k: v for k, v in node.items() if k not in ("suggest", "look_back", "help")}
        return "words" if "en" in node else {key: shape(value) for key, value in told.items()}
    return [shape(value) for value in node] if isinstance(node, list) else node


@pytest.mark.parametrize(("programme", "code"), ALL)
def test_together_it_has_a_level_and_a_version_for_one(programme: str, code: str) -> None:
    exercise = exercises(programme)[code]
    assert exercise.get("together_level") == TOGETHER.get(code)
    assert ("together" in exercise["who"]) is (code in TOGETHER)
    assert bool(exercise.get("for_one")) is (code in TOGETHER)
    # No version for one may lean on a field that only the two together can fill.
    assert "individual" in exercise["who"]
    assert exercise.get("faces_partner", False) is (code in FACES_PARTNER)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_what_rests_stands_and_opens_is_marked(programme: str) -> None:
    found = exercises(programme)
    assert {c for c, e in found.items() if e.get("pair")} == {"E3", "E8", "E9"}
    assert {c for c, e in found.items() if e.get("outside_visitor")} - {READING} == {"E4", "E5"}
    assert found["E3"]["until_screened"] == ["asked_partner"]
    assert found["E13"]["beside"] == ["protect"]
    assert found["E16"]["beside"] == ["line"]
    assert found["E17"]["rough_day"] == ["early_signs", "strategies", "support"]
    assert {c for c, e in found.items() if e.get("problem_words")} == {"E6", "E8", "E17"}
    assert {c for c, e in found.items() if e.get("keeps")} == {"E12", "E14"}


def test_the_paradox_rests_while_a_safety_concern_stands() -> None:
    found = exercises(RELATIONAL)
    assert found["E10"]["unless_flagged"] == ["wish_to_step_back"]
    assert found[READING]["outside_visitor"] is True
    assert not any(field["required"] for field in found[READING]["fields"])


@pytest.mark.parametrize(("programme", "code"), ALL)
def test_exercise_default_reaches_no_partner(programme: str, code: str) -> None:
    exercise = exercises(programme)[code]
    assert exercise["audiences"] == ["self", "therapist", "session", "all"]
    assert exercise["default_audience"] == "therapist"
    for field in exercise["fields"]:
        open_to_both = field["role"] == "joint" and "together" in exercise["who"]
        assert field["audience"] in (
            {None, "therapist", "all"} if open_to_both else {None, "therapist"}
        )


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_what_stays_with_the_therapist_is_marked(programme: str) -> None:
    held = {name for name, f in fields(programme).items() if f["audience"] == "therapist"}
    assert held == {
        "collaborative_stance.felt_understood",
        "collaborative_stance.one_correction",
        "scale_placement.guess_partner",
        "hope_question.asked_partner",
    }


@pytest.mark.parametrize(("programme", "name"), in_each(NUMBERS))
def test_field_invites_the_right_number(programme: str, name: str) -> None:
    kind, low, high = NUMBERS[name]
    field = fields(programme)[name]
    assert (field["kind"], field["options"]["min"], field["options"]["max"]) == (kind, low, high)
    if kind in {"list", "ranked_list"} or low > 1:
        assert field["options"]["under_min"]["en"]


def test_no_number_is_left_out() -> None:
    numbered = {name for name, f in fields(BASE).items() if "min" in f["options"]}
    assert numbered == set(NUMBERS)


@pytest.mark.parametrize(("programme", "name"), in_each(PARTS))
def test_entry_has_its_parts(programme: str, name: str) -> None:
    assert marked(parts_of(fields(programme)[name]["options"])) == PARTS[name]


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_picks_come_from_fields_that_exist_and_say_so(programme: str) -> None:
    by_key = {exercise["key"]: exercise for exercise in exercises(programme).values()}
    found = fields(programme)
    for name, field in found.items():
        for source in picked_sources(field["options"]):
            assert source in found
            assert name.split(".")[0] in by_key[source.split(".")[0]]["feeds"]


@pytest.mark.parametrize(("programme", "source"), in_each(PICKED))
def test_chain_holds_together(programme: str, source: str) -> None:
    found = fields(programme).items()
    assert {n for n, f in found if source in picked_sources(f["options"])} == PICKED[source]


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_kept_words_can_be_taken_up(programme: str) -> None:
    kept = {n: f["options"]["kept"] for n, f in fields(programme).items() if "kept" in f["options"]}
    assert kept == {
        "prevention_plan.strategies": ["inner"],
        "progress_narrative.earlier_words": ["words"],
    }


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_exercises_finish_without_writing_where_the_plan_says_so(programme: str) -> None:
    finish = {code: e["finish"] for code, e in exercises(programme).items() if "finish" in e}
    more = MORE["E16"] if programme == RELATIONAL else {}
    story = EXERCISES["E16"][2].split()[1:] + list(more)
    assert finish == {
        "E1": {"at_least": 1, "of": ["done_how"]},
        "E16": {"at_least": 3, "of": story},
    }


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_log_takes_a_day_when_nothing_was_better_and_a_vague_time(programme: str) -> None:
    options = fields(programme)["exception_log.entries"]["options"]
    assert options["vague_when"] is True
    assert marked(options["alternative"]["parts"]) == "how_i_coped"
    assert len(options["look_back"]) == 5


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_experiment_lasts_three_days_and_turns_five_minutes(programme: str) -> None:
    found = fields(programme)
    options = found["micro_experiment.experiment"]["options"]
    assert options["length_days"] == 3
    assert [f["key"] for f in options["frequencies"]] == ["per_day", "per_week", "per_event"]
    assert found["collaborative_stance.turns"]["options"] == {"minutes": 5, "turns": 2}


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_scale_runs_from_1_to_10_and_one_is_the_series(programme: str) -> None:
    scales = {n: f["options"] for n, f in fields(programme).items() if f["kind"] == "scale"}
    assert len(scales) == 4
    for options in scales.values():
        assert (options["low"], options["high"], options["step"]) == (1, 10, 0.5)
        assert options["range"] is True
    series = {name: options["series"] for name, options in scales.items() if options["series"]}
    assert series == {"scale_placement.score": "closeness"}
    (scale,) = load("scales")["scales"]
    assert (scale["key"], scale["low"], scale["high"], scale["step"]) == ("closeness", 1, 10, 0.5)
