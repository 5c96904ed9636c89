"""How the shipped library reads: reading grade, sentence length, one question each, words to avoid.

The programme and the question bank speak to clients; the note template speaks to staff.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.reading_grade import reading_grade, sentences

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
HIGHEST_GRADE = 6
LONGEST_SENTENCE = 19  # words
STAFF_TEXTS = ("therapist_sees",)
PROSE = ("purpose", "intro", "for_one", "low_word", "content_note")

# Words that judge, label, promise, or that divide British from American readers.
FORBIDDEN = re.compile(
    r"\b(programmes?|programs?|counsell?ing|practi[cs](?:e|es|ed|ing)|favou?rites?|"
    r"recogni[sz]\w*|reali[sz]\w*|organi[sz]\w*|cent(?:re|er)s?|behaviou?rs?|colou?rs?|learn[t]|"
    r"homework|overdue|missed|relaps\w*|symptoms?|complian\w*|non-compliant|diagnos\w*|"
    r"fail\w*|resist\w*|dysfunction\w*|avoidant|anxious|den(?:y|ies|ied)|admit\w*|claims?|"
    r"spouses?|husbands?|wi(?:fe|ves)|proven?|evidence|improve\w*|streaks?|confetti|percent\w*|"
    r"should|must|goals?|success\w*|normal|any better|\d{1,2}/\d{1,2})\b|%",
    re.IGNORECASE,
)
STAFF_FORBIDDEN = re.compile(
    r"\b(resistan\w*|non-compliant|complian\w*|dysfunction\w*|avoidant|anxious client|fail\w*|"
    r"poor historian|den(?:ies|ied)|admit(?:s|ted)|claim(?:s|ed)|spouses?|husbands?|wi(?:fe|ves)|"
    r"proven|relapse\w*|overdue|missed)\b",
    re.IGNORECASE,
)


def load(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text(encoding="utf-8"))


def texts(node: Any, leave_out: tuple[str, ...] = ()) -> Iterator[str]:
    """Every English text under a node, in order."""
    if isinstance(node, dict) and "en" in node:
        yield node["en"]
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in leave_out:
                yield from texts(value, leave_out)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value, leave_out)


def prompts(node: Any) -> Iterator[str]:
    """Every question put to a client: prompts of fields and of their parts."""
    if isinstance(node, dict):
        if "prompt" in node:
            yield node["prompt"]["en"]
        for value in node.values():
            yield from prompts(value)
    elif isinstance(node, list):
        for value in node:
            yield from prompts(value)


def filled(exercise: dict[str, Any]) -> dict[str, Any]:
    """The exercise as somebody without a name of their own for the problem reads it."""
    words = exercise.get("problem_words", {"en": ""})["en"]
    read: dict[str, Any] = json.loads(json.dumps(exercise).replace("{problem}", words))
    return read


PROGRAMMES = {
    path.stem.removeprefix("programme_"): load(path.stem)
    for path in sorted(FIXTURES.glob("programme_*.json"))
}
EXERCISES = {
    (name, exercise["code"]): filled(exercise)
    for name, programme in PROGRAMMES.items()
    for phase in programme["phases"]
    for exercise in phase["exercises"]
}
QUESTIONS = [
    question["text"]["en"] for question in load("question_bank_collaborative")["questions"]
]


def frame(programme: dict[str, Any]) -> list[str]:
    """What stands around its exercises, and the scale that they share."""
    aims = [phase["aim"]["en"] for phase in programme["phases"]]
    return [programme["summary"]["en"], *aims, *texts(load("scales"))]


def too_long(found: list[str]) -> list[str]:
    parts = [sentence for text in found for sentence in sentences(text)]
    return [part for part in parts if len(part.split()) > LONGEST_SENTENCE]


def forbidden(found: list[str], pattern: re.Pattern[str] = FORBIDDEN) -> list[str]:
    return [match.group() for text in found for match in pattern.finditer(text)]


@pytest.mark.parametrize("which", EXERCISES, ids=" ".join)
def test_exercise_is_easy_to_read(which: tuple[str, str]) -> None:
    found = list(texts(EXERCISES[which], STAFF_TEXTS))
    assert reading_grade(*found) <= HIGHEST_GRADE
    for key in PROSE:
        prose = list(texts(EXERCISES[which].get(key)))
        assert not prose or reading_grade(*prose) <= HIGHEST_GRADE, key
    assert too_long(found) == []
    assert forbidden(found) == []


@pytest.mark.parametrize("which", EXERCISES, ids=" ".join)
def test_exercise_asks_one_thing_at_a_time(which: tuple[str, str]) -> None:
    asked = list(prompts(EXERCISES[which]["fields"]))
    assert asked
    assert [prompt for prompt in asked if prompt.count("?") > 1] == []


@pytest.mark.parametrize("which", EXERCISES, ids=" ".join)
def test_exercise_says_why_how_and_the_short_way(which: tuple[str, str]) -> None:
    exercise = EXERCISES[which]
    for key in ("title", "purpose", "intro", "low_word", "therapist_sees"):
        assert exercise[key]["en"].strip()
    assert 1 <= len(sentences(exercise["purpose"]["en"])) <= 3
    assert len(exercise["title"]["en"].split()) <= 7


@pytest.mark.parametrize("name", PROGRAMMES)
def test_programme_and_scale_are_easy_to_read(name: str) -> None:
    found = frame(PROGRAMMES[name])
    assert reading_grade(*found) <= HIGHEST_GRADE
    assert too_long(found) == []
    assert forbidden(found) == []
    assert "draws on" in PROGRAMMES[name]["summary"]["en"]


def test_questions_are_easy_to_say_and_ask_one_thing() -> None:
    assert reading_grade(*QUESTIONS) <= HIGHEST_GRADE
    assert too_long(QUESTIONS) == []
    assert forbidden(QUESTIONS) == []
    assert [question for question in QUESTIONS if question.count("?") != 1] == []


def test_note_template_labels_nobody() -> None:
    found = list(texts(load("note_template_collaborative")))
    assert forbidden(found, STAFF_FORBIDDEN) == []
    assert too_long(found) == []


def test_staff_lines_label_nobody() -> None:
    found = [exercise["therapist_sees"]["en"] for exercise in EXERCISES.values()]
    assert forbidden(found, STAFF_FORBIDDEN) == []


def test_no_sentence_is_said_twice() -> None:
    """Nor by both programmes: the second one is worded anew. One person reads one beginning."""
    counts: Counter[str] = Counter()
    for exercise in EXERCISES.values():
        prose = (exercise.get(key) for key in PROSE)
        counts.update({sentence for text in texts(list(prose)) for sentence in sentences(text)})
    assert [sentence for sentence, times in counts.items() if times > 1] == []


def test_the_second_programme_asks_in_words_of_its_own() -> None:
    asked = {
        name: {
            prompt
            for (programme, _code), exercise in EXERCISES.items()
            if programme == name
            for prompt in prompts(exercise["fields"])
        }
        for name in PROGRAMMES
    }
    assert asked["collaborative"] & asked["relational-cultural"] == set()


@pytest.mark.parametrize(
    "name", [*(f"programme_{key}" for key in PROGRAMMES), "question_bank_collaborative"]
)
def test_marks_are_typographic(name: str) -> None:
    assert [text for text in texts(load(name)) if "'" in text or '"' in text] == []
