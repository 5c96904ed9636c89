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
PROSE = ("purpose", "intro", "low_word", "content_note")

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


PROGRAMME = load("programme_collaborative")
EXERCISES = {e["code"]: e for phase in PROGRAMME["phases"] for e in phase["exercises"]}
QUESTIONS = [
    question["text"]["en"] for question in load("question_bank_collaborative")["questions"]
]
AIMS = [PROGRAMME["summary"]["en"], *(phase["aim"]["en"] for phase in PROGRAMME["phases"])]
FRAME = [*AIMS, *texts(load("scales"))]


def too_long(found: list[str]) -> list[str]:
    parts = [sentence for text in found for sentence in sentences(text)]
    return [part for part in parts if len(part.split()) > LONGEST_SENTENCE]


def forbidden(found: list[str], pattern: re.Pattern[str] = FORBIDDEN) -> list[str]:
    return [match.group() for text in found for match in pattern.finditer(text)]


@pytest.mark.parametrize("code", EXERCISES)
def test_exercise_is_easy_to_read(code: str) -> None:
    found = list(texts(EXERCISES[code], STAFF_TEXTS))
    assert reading_grade(*found) <= HIGHEST_GRADE
    for key in PROSE:
        prose = list(texts(EXERCISES[code][key]))
        assert not prose or reading_grade(*prose) <= HIGHEST_GRADE, key
    assert too_long(found) == []
    assert forbidden(found) == []


@pytest.mark.parametrize("code", EXERCISES)
def test_exercise_asks_one_thing_at_a_time(code: str) -> None:
    asked = list(prompts(EXERCISES[code]["fields"]))
    assert asked
    assert [prompt for prompt in asked if prompt.count("?") > 1] == []


@pytest.mark.parametrize("code", EXERCISES)
def test_exercise_says_why_how_and_the_short_way(code: str) -> None:
    exercise = EXERCISES[code]
    for key in ("title", "purpose", "intro", "low_word", "therapist_sees"):
        assert exercise[key]["en"].strip()
    assert 1 <= len(sentences(exercise["purpose"]["en"])) <= 3
    assert len(exercise["title"]["en"].split()) <= 7


def test_programme_and_scale_are_easy_to_read() -> None:
    assert reading_grade(*FRAME) <= HIGHEST_GRADE
    assert too_long(FRAME) == []
    assert forbidden(FRAME) == []
    assert "draws on" in PROGRAMME["summary"]["en"]


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
    prose = [EXERCISES[code][key] for code in EXERCISES for key in PROSE]
    counts = Counter(sentence for text in texts(prose) for sentence in sentences(text))
    assert [sentence for sentence, times in counts.items() if times > 1] == []


@pytest.mark.parametrize("name", ["programme_collaborative", "question_bank_collaborative"])
def test_marks_are_typographic(name: str) -> None:
    assert [text for text in texts(load(name)) if "'" in text or '"' in text] == []
