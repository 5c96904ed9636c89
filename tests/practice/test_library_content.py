"""The shipped programme as data: keys, required marks, numbers, who, audiences, links.

What the domain fixes stands here once more, written apart from the fixtures. How the library reads
is tested in test_library_wording.py, the question bank and the note in test_library_notes.py.
"""

import json
from pathlib import Path
from typing import Any

import pytest

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
FILES = (
    "programme_collaborative",
    "question_bank_collaborative",
    "note_template_collaborative",
    "scales",
)
WHO = {"one": ["individual"], "either": ["individual", "together"]}

# number, key, first day, last day, codes
PHASES = [
    (1, "partnership", 1, 7, ["E1", "E2", "E3"]),
    (2, "resources", 8, 14, ["E4", "E5", "E6"]),
    (3, "vision", 15, 21, ["E7", "E8", "E9"]),
    (4, "exceptions", 22, 28, ["E10", "E11", "E12"]),
    (5, "action", 29, 35, ["E13", "E14", "E15"]),
    (6, "consolidation", 36, None, ["E16", "E17", "E18"]),
]
# code: key, days and who, fields in order (* = needed to be done), exercises it feeds
EXERCISES: dict[str, tuple[str, str, str, str]] = {
    "E1": (
        "relationship_narrative",
        "1-7 one",
        "what_matters struggles longings done_how*",
        "collaborative_stance value_ranking progress_narrative",
    ),
    "E2": (
        "collaborative_stance",
        "1-7 either",
        "who_first turns* what_i_understood felt_understood one_correction",
        "",
    ),
    "E3": (
        "hope_question",
        "1-7 one",
        "my_picture* asked_partner",
        "miracle_question scale_placement",
    ),
    "E4": ("coping_list", "8-14 one", "ways* first_used", "prevention_plan"),
    "E5": (
        "strength_exploration",
        "8-14 one",
        "got_me_through* learnt_about_me* others_would_say* traits_kept_going* partner_gift",
        "exception_deep_description progress_narrative",
    ),
    "E6": (
        "exception_log",
        "8- one",
        "entries*",
        "exception_deep_description pattern_recognition",
    ),
    "E7": (
        "miracle_question",
        "15-21 one",
        "first_small_sign* my_actions* partner_actions* our_interaction* miracle_day",
        "scale_placement action_menu",
    ),
    "E8": (
        "scale_placement",
        "1- one",
        "score* moved_before keeps_from_lower one_up_first_difference good_enough guess_partner",
        "action_menu feedback_loop",
    ),
    "E9": ("value_ranking", "15-21 one", "values* focus* why* this_week*", "action_menu"),
    "E10": (
        "exception_deep_description",
        "22-28 one",
        "picks*",
        "pattern_recognition progress_narrative",
    ),
    "E11": (
        "pattern_recognition",
        "22-28 either",
        "patterns*",
        "micro_experiment action_menu",
    ),
    "E12": (
        "micro_experiment",
        "22-28 either",
        "pattern* experiment* daily_check learning* keep_as",
        "action_menu prevention_plan",
    ),
    "E13": ("action_menu", "29-35 either", "items*", "commitment_experiment"),
    "E14": (
        "commitment_experiment",
        "29-35 either",
        "picks* week_of",
        "feedback_loop prevention_plan",
    ),
    "E15": (
        "feedback_loop",
        "35-35 either",
        "tried* happened* learnt* adjust* next what_we_keep_doing_that_does_not_help",
        "commitment_experiment action_menu prevention_plan",
    ),
    "E16": (
        "progress_narrative",
        "36- either",
        "started went_through learnt_me_and_us now proud_of hope",
        "",
    ),
    "E17": ("prevention_plan", "36- either", "early_signs* strategies support*", ""),
    "E18": (
        "celebration_meaning",
        "36- either",
        "what_it_means* changed_view_me changed_view_us changed_view_life key_discovery*"
        " how_we_celebrate who_we_are_now witnesses",
        "progress_narrative",
    ),
}
# exercise.field: kind, lowest number, highest number
NUMBERS = {
    "coping_list.ways": ("list", 1, None),
    "value_ranking.values": ("ranked_list", 5, 10),
    "exception_deep_description.picks": ("pick_from", 3, 5),
    "pattern_recognition.patterns": ("list", 1, None),
    "micro_experiment.pattern": ("pick_from", 1, 1),
    "action_menu.items": ("list", 10, 20),
    "commitment_experiment.picks": ("pick_from", 1, 2),
    "prevention_plan.early_signs": ("pairs", 1, None),
    "prevention_plan.strategies": ("pick_from", 1, None),
    "prevention_plan.support": ("pairs", 1, None),
    "celebration_meaning.witnesses": ("list", 1, None),
}
# exercise.field: the parts of one entry (* = required)
PARTS = {
    "exception_log.entries": (
        "context* behaviour thoughts emotions key_information who_there tags"
    ),
    "exception_deep_description.picks": (
        "exact_context* thoughts* did_differently* body_feeling* forgotten_capacity*"
        " if_more_frequent* who_i_was what_it_says_about_me"
    ),
    "pattern_recognition.patterns": "type* evidence*",
    "micro_experiment.experiment": "hypothesis condition* action*",
    "action_menu.items": "from concrete feasible context style",
    "commitment_experiment.picks": "what_i_try* hope_to_learn* know_i_learnt*",
}
PICKED = {
    "exception_log.entries": {
        "exception_deep_description.picks",
        "pattern_recognition.patterns",
    },
    "pattern_recognition.patterns": {"micro_experiment.pattern", "action_menu.items"},
    "action_menu.items": {"commitment_experiment.picks"},
    "coping_list.ways": {"prevention_plan.strategies"},
    "micro_experiment.experiment": {"prevention_plan.strategies", "action_menu.items"},
    "commitment_experiment.picks": {"prevention_plan.strategies"},
}


def load(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


PROGRAMME = load("programme_collaborative")
BY_CODE = {e["code"]: e for phase in PROGRAMME["phases"] for e in phase["exercises"]}
FIELDS = {f"{e['key']}.{f['key']}": f for e in BY_CODE.values() for f in e["fields"]}


def marked(parts: list[dict[str, Any]]) -> str:
    return " ".join(part["key"] + "*" * part["required"] for part in parts)


def parts_of(options: dict[str, Any]) -> list[dict[str, Any]]:
    return options.get("parts") or options.get("each") or []


def picked_sources(options: dict[str, Any]) -> set[str]:
    source = options.get("source", [])
    found = {f"{s['exercise']}.{s['field']}" for s in ([source] if "field" in source else source)}
    return found.union(*(picked_sources(part.get("options", {})) for part in parts_of(options)))


@pytest.mark.parametrize("name", FILES)
def test_file_is_plainly_formatted(name: str) -> None:
    raw = (FIXTURES / f"{name}.json").read_text(encoding="utf-8")
    assert raw == json.dumps(json.loads(raw), ensure_ascii=False, indent=2) + "\n"


def test_phases_are_the_six_with_their_days() -> None:
    found = [
        (p["number"], p["key"], p["day_from"], p["day_to"], [e["code"] for e in p["exercises"]])
        for p in PROGRAMME["phases"]
    ]
    assert found == PHASES


@pytest.mark.parametrize("code", EXERCISES)
def test_exercise_has_its_frame_and_fields(code: str) -> None:
    exercise = BY_CODE[code]
    key, frame, fields, feeds = EXERCISES[code]
    days, who = frame.split()
    assert exercise["key"] == key
    assert f"{exercise['day_from']}-{exercise['day_to'] or ''}" == days
    assert exercise["who"] == WHO[who]
    assert marked(exercise["fields"]) == fields
    assert exercise["feeds"] == feeds.split()
    assert exercise["version"] == 1
    assert exercise["minutes"] > 0


@pytest.mark.parametrize("code", EXERCISES)
def test_exercise_default_reaches_no_partner(code: str) -> None:
    exercise = BY_CODE[code]
    assert exercise["audiences"] == ["self", "therapist", "session", "all"]
    assert exercise["default_audience"] == "therapist"
    for field in exercise["fields"]:
        open_to_both = field["role"] == "joint" and "together" in exercise["who"]
        assert field["audience"] in (
            {None, "therapist", "all"} if open_to_both else {None, "therapist"}
        )


def test_what_stays_with_the_therapist_is_marked() -> None:
    held = {name for name, field in FIELDS.items() if field["audience"] == "therapist"}
    assert held == {
        "collaborative_stance.felt_understood",
        "collaborative_stance.one_correction",
        "scale_placement.guess_partner",
        "hope_question.asked_partner",
    }


@pytest.mark.parametrize("name", NUMBERS)
def test_field_invites_the_right_number(name: str) -> None:
    kind, low, high = NUMBERS[name]
    field = FIELDS[name]
    assert (field["kind"], field["options"]["min"], field["options"]["max"]) == (kind, low, high)
    if kind in {"list", "ranked_list"}:
        assert field["options"]["under_min"]["en"]


@pytest.mark.parametrize("name", PARTS)
def test_entry_has_its_parts(name: str) -> None:
    assert marked(parts_of(FIELDS[name]["options"])) == PARTS[name]


def test_picks_come_from_fields_that_exist_and_say_so() -> None:
    by_key = {exercise["key"]: exercise for exercise in BY_CODE.values()}
    for name, field in FIELDS.items():
        for source in picked_sources(field["options"]):
            assert source in FIELDS
            assert name.split(".")[0] in by_key[source.split(".")[0]]["feeds"]


@pytest.mark.parametrize("source", PICKED)
def test_main_chain_holds_together(source: str) -> None:
    taking = {name for name, f in FIELDS.items() if source in picked_sources(f["options"])}
    assert taking == PICKED[source]


def test_exercises_finish_without_writing_where_the_plan_says_so() -> None:
    finish = {code: e["finish"] for code, e in BY_CODE.items() if "finish" in e}
    story = EXERCISES["E16"][2].split()
    assert finish == {
        "E1": {"at_least": 1, "of": ["done_how"]},
        "E16": {"at_least": 3, "of": story},
    }


def test_log_takes_a_day_when_nothing_was_better_and_a_vague_time() -> None:
    options = FIELDS["exception_log.entries"]["options"]
    assert options["vague_when"] is True
    assert marked(options["alternative"]["parts"]) == "how_i_coped"
    assert options["look_back"]["en"]


def test_experiment_lasts_three_days_and_turns_five_minutes() -> None:
    options = FIELDS["micro_experiment.experiment"]["options"]
    assert options["length_days"] == 3
    assert [f["key"] for f in options["frequencies"]] == ["per_day", "per_week", "per_event"]
    assert FIELDS["collaborative_stance.turns"]["options"] == {"minutes": 5, "turns": 2}


def test_every_scale_runs_from_1_to_10_and_one_is_the_series() -> None:
    scales = {name: f["options"] for name, f in FIELDS.items() if f["kind"] == "scale"}
    assert len(scales) == 4
    for options in scales.values():
        assert (options["low"], options["high"], options["step"]) == (1, 10, 0.5)
        assert options["range"] is True
    series = {name: options["series"] for name, options in scales.items() if options["series"]}
    assert series == {"scale_placement.score": "closeness"}
    (scale,) = load("scales")["scales"]
    assert (scale["key"], scale["low"], scale["high"], scale["step"]) == ("closeness", 1, 10, 0.5)
    assert scale["anchors"] == scales["scale_placement.score"]["anchors"]
