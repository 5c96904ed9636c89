"""What the domain fixes of the shipped programmes, written apart from the fixtures.

Keys, required marks, numbers, who, levels and links; the tests hold the fixtures against it.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
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
        "who_first i_bring turns* what_i_understood felt_understood one_correction",
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
        "8- either",
        "entries*",
        "exception_deep_description pattern_recognition action_menu",
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
        "action_menu feedback_loop prevention_plan",
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
        "about tried* happened* learnt* adjust* next what_we_keep_doing_that_does_not_help",
        "commitment_experiment action_menu progress_narrative prevention_plan",
    ),
    "E16": (
        "progress_narrative",
        "36- either",
        "earlier_words started went_through learnt_me_and_us now proud_of hope",
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
    # Nothing has to be picked where the link is only a help to memory.
    "collaborative_stance.i_bring": ("pick_from", 0, None),
    "feedback_loop.about": ("pick_from", 0, 2),
    "progress_narrative.earlier_words": ("pick_from", 0, None),
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
# what can be picked: where
PICKED = {
    "exception_log.entries": {
        "exception_deep_description.picks",
        "pattern_recognition.patterns",
        "action_menu.items",
    },
    "exception_deep_description.picks": {
        "pattern_recognition.patterns",
        "progress_narrative.earlier_words",
    },
    "pattern_recognition.patterns": {"micro_experiment.pattern", "action_menu.items"},
    "micro_experiment.experiment": {
        "action_menu.items",
        "feedback_loop.about",
        "prevention_plan.strategies",
    },
    "action_menu.items": {"commitment_experiment.picks"},
    "commitment_experiment.picks": {"feedback_loop.about", "prevention_plan.strategies"},
    "feedback_loop.adjust": {"action_menu.items", "commitment_experiment.picks"},
    "coping_list.ways": {"prevention_plan.strategies"},
    "feedback_loop.learnt": {"progress_narrative.earlier_words"},
    "relationship_narrative.what_matters": {
        "collaborative_stance.i_bring",
        "progress_narrative.earlier_words",
    },
    "miracle_question.first_small_sign": {"action_menu.items"},
    "value_ranking.focus": {"action_menu.items"},
}
# code: the level that both need where it is done together
TOGETHER = {
    "E2": "talking",
    "E6": "reading",
    "E11": "side_by_side",
    "E12": "side_by_side",
    "E13": "side_by_side",
    "E14": "side_by_side",
    "E15": "reading",
    "E16": "reading",
    "E17": "reading",
    "E18": "talking",
}
FACES_PARTNER = {"E2", "E12", "E13"}
# what the relational-cultural programme asks besides: kind, role
MORE = {
    "E2": {
        "what_i_saw_in_you": ("short_text", "listener"),
        "moved_by_your_words": ("short_text", "speaker"),
        "moved_by_being_understood": ("short_text", "speaker"),
    },
    "E7": {"one_year": ("long_text", "own")},
    "E8": {"ladder_step": ("short_text", "own")},
    "E10": {"wish_to_step_back": ("short_text", "own")},
    "E12": {"what_it_gives_each": ("short_text", "own")},
    "E16": {"how_we_both_grew": ("long_text", "own")},
    "E18": {"growth_for_each": ("long_text", "own")},
}


def load(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


BASE, RELATIONAL = "collaborative", "relational-cultural"
PROGRAMMES = {key: load(f"programme_{key}") for key in (BASE, RELATIONAL)}
READING = "R1"  # a page of the relational-cultural programme that is only read


def exercises(programme: str) -> dict[str, dict[str, Any]]:
    """The exercises of a programme by their code."""
    phases = PROGRAMMES[programme]["phases"]
    return {row["code"]: row for phase in phases for row in phase["exercises"]}


def fields(programme: str) -> dict[str, dict[str, Any]]:
    """Every field of a programme, as exercise.field."""
    rows = exercises(programme).values()
    return {f"{row['key']}.{field['key']}": field for row in rows for field in row["fields"]}


def every_exercise() -> Iterator[tuple[str, str]]:
    """(programme, code) of all that ships."""
    return ((key, code) for key in PROGRAMMES for code in exercises(key))


def marked(parts: list[dict[str, Any]]) -> str:
    return " ".join(part["key"] + "*" * part["required"] for part in parts)


def parts_of(options: dict[str, Any]) -> list[dict[str, Any]]:
    return options.get("parts") or options.get("each") or []


def picked_sources(options: dict[str, Any]) -> set[str]:
    source = options.get("source", [])
    found = {f"{s['exercise']}.{s['field']}" for s in ([source] if "field" in source else source)}
    return found.union(*(picked_sources(part.get("options", {})) for part in parts_of(options)))
