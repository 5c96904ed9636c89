"""The shipped question bank and note template as data: counts per phase and tag,
sections with their compartments. How they read is tested in test_library_wording.py.
"""

import json
from collections import Counter
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"

# phase: tag -> how many questions begin with it
QUESTIONS = {
    "partnership": {"hope": 3, "relationship": 1, "meaning": 2, "not_knowing": 2, "rct": 1},
    "resources": {"coping": 5, "exception": 1, "relationship": 1, "scale": 2, "meaning": 1},
    "vision": {"miracle": 3, "future": 1, "scale": 3, "relationship": 2, "meaning": 1},
    "exceptions": {
        "exception": 3,
        "thickening": 3,
        "pattern": 1,
        "naming": 2,
        "experiment": 1,
        "rct": 2,
    },
    "action": {"scale": 3, "action": 3, "relationship": 1, "learning": 4, "coping": 1},
    "consolidation": {
        "meaning": 2,
        "relationship": 2,
        "scale": 3,
        "prevention": 3,
        "celebration": 1,
        "rct": 1,
    },
    None: {"acceptance": 4, "exception": 1, "rct": 2, "coping": 1, "not_knowing": 1},
}
SECOND_TAGS = {"change", "acceptance", "prevention", "relationship", "scale", "paradox"}
# key, compartments (j joint, a, b, p process), * required, + on the fast path
SECTIONS = {
    "header": "j*+",
    "own_words": "jab*+",
    "hope_for_today": "j",
    "what_is_better": "jab*+",
    "exceptions": "jab",
    "coping_resources": "jab",
    "scale": "jab*+",
    "problem_name": "j",
    "meanings": "jab",
    "pain_and_hope": "jab*+",
    "safety": "ab*+",
    "experiment": "jab+",
    "witnessing": "j",
    "session_feedback": "ab",
    "client_review": "ab",
    "next": "j",
    "reflection": "p",
}
COMPARTMENTS = {"j": "joint", "a": "a", "b": "b", "p": "process"}


def load(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def test_question_bank_covers_every_phase_with_its_tags() -> None:
    questions = load("question_bank_collaborative")["questions"]
    found: dict[str | None, Counter[str]] = {}
    for question in questions:
        found.setdefault(question["phase"], Counter())[question["tags"][0]] += 1
        assert set(question["tags"][1:]) <= SECOND_TAGS
    assert found == QUESTIONS
    assert 60 <= len(questions) <= 80
    assert len({q["key"] for q in questions}) == len({q["text"]["en"] for q in questions})
    assert len({q["key"] for q in questions}) == len(questions)


def test_note_has_seventeen_sections_in_their_compartments() -> None:
    sections = load("note_template_collaborative")["sections"]
    assert [section["number"] for section in sections] == list(range(17))
    for section, (key, marks) in zip(sections, SECTIONS.items(), strict=True):
        assert section["key"] == key
        assert section["compartments"] == [COMPARTMENTS[m] for m in marks if m in COMPARTMENTS]
        assert (section["required"], section["fast_path"]) == ("*" in marks, "+" in marks)
        assert section["prompts"]


def test_note_keeps_pain_and_hope_apart_and_safety_in_detail() -> None:
    fields = {
        section["key"]: [field["key"] for field in section["fields"]]
        for section in load("note_template_collaborative")["sections"]
    }
    assert fields["pain_and_hope"] == ["pain", "hope", "larger_change"]
    assert fields["safety"] == ["asked", "said", "level", "action", "informed"]
    assert fields["own_words"] == ["quotes"]
    assert fields["problem_name"] == ["name", "leads_to", "better_of"]
    assert fields["scale"] == ["score", "agreed", "text", "one_up", "good_enough", "guess"]
    named = {"pain_and_hope", "safety", "own_words", "problem_name"}
    assert all("text" in keys for key, keys in fields.items() if key not in named)
