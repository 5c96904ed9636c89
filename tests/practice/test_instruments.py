"""Standard measures: the published figures, files good and bad, totals, switching on."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practice.instruments.facts import REGISTRY, Rule
from practice.instruments.questionnaire import read_questionnaire
from practice.instruments.scoring import total_of

FILES = Path(__file__).parent.parent / "data" / "questionnaires"
PHQ9 = "phq-9.loinc.json"
LIST = "/library/measures/"


def resource(name: str = PHQ9) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FILES / name).read_text())
    return found


def made(key: str, low: int = 0, high: int = 5) -> dict[str, Any]:
    """A file for an instrument of the registry, with made-up words."""
    facts = REGISTRY[key]
    options = [
        {
            "valueCoding": {
                "code": f"c{points}",
                "display": f"word {points}",
                "extension": [
                    {
                        "url": "http://hl7.org/fhir/StructureDefinition/itemWeight",
                        "valueDecimal": points,
                    }
                ],
            }
        }
        for points in range(low, high + 1)
    ]
    items = [
        {"linkId": f"q{at}", "type": "choice", "text": f"Line {at}", "answerOption": options}
        for at in range(1, facts.items + 1)
    ]
    return {"resourceType": "Questionnaire", "title": facts.name, "item": items}


@pytest.mark.parametrize(
    ("key", "row"),
    [
        ("who-5", (5, 0, 100, True, 50, 10, (0.8, 0.9), None, None, None, False, None)),
        ("phq-9", (9, 0, 27, False, 10, 6, (0.86, 0.89), 0.84, None, None, True, 9)),
        ("gad-7", (7, 0, 21, False, 8, 4, (0.92, 0.92), 0.83, None, None, True, None)),
        ("csi-4", (4, 0, 21, True, 13.5, None, (0.94, 0.94), None, 16, 4, False, None)),
        ("csi-16", (16, 0, 81, True, 51.5, None, (0.98, 0.98), None, 61, 17, False, None)),
        ("csi-32", (32, 0, 161, True, 104.5, None, (0.98, 0.98), None, 121, 32, False, None)),
        ("ras", (7, 7, 35, True, None, None, (0.86, 0.86), 0.85, None, None, False, None)),
        ("ecr-rs", (9, 1, 7, False, None, None, (0.8, 1), None, None, None, False, None)),
        ("rdas", (14, 0, 69, True, 47.31, 11.58, None, None, None, None, False, None)),
        ("ors", (4, 0, 40, True, 25, 5, None, None, None, None, False, None)),
        ("srs", (4, 0, 40, True, 36, None, None, None, None, None, False, None)),
    ],
)
def test_the_figures_are_those_that_were_published(key: str, row: tuple[Any, ...]) -> None:
    one = REGISTRY[key]
    assert row == (
        one.items, one.low, one.high, one.higher_is_better, one.cutoff, one.change, one.alpha,
        one.retest, one.mean, one.sd, one.may_prorate, one.safety_item,
    )  # fmt: skip
    assert one.source
    assert one.licence
    assert one.on_screen == (key not in ("ors", "srs"))


def test_no_row_is_without_its_figures() -> None:
    assert len(REGISTRY) == 11
    limits = {key: [limit.at for limit in one.limits] for key, one in REGISTRY.items()}
    assert limits["who-5"] == [28, 50]
    assert limits["phq-9"] == [5, 10, 15, 20]
    assert limits["gad-7"] == [5, 10, 15]
    assert REGISTRY["ras"].reversed_items == (4, 7)
    assert REGISTRY["phq-9"].loinc == "44249-1"
    assert REGISTRY["gad-7"].loinc == "69737-5"


@pytest.mark.parametrize(
    ("name", "key", "count", "languages", "has_answers"),
    [
        ("phq-4.json", "patient-health-questionnaire-4-item-phq-4", 4, {"en"}, True),
        (PHQ9, "phq-9", 9, {"en"}, True),
        ("phq-9.mii.json", "phq-9", 9, {"de", "en"}, False),
    ],
)
def test_three_dialects_are_read(
    name: str, key: str, count: int, languages: set[str], has_answers: bool
) -> None:
    found = read_questionnaire(resource(name))
    assert (found.key, len(found.questions), found.has_answers) == (key, count, has_answers)
    assert set(found.questions[0].words) == languages
    # Totals, displays, and the question about everyday life are no part of the sum.
    assert not {one.link_id for one in found.questions} & set(found.left_out)


def test_points_make_the_total_and_question_nine_asks_for_safety() -> None:
    questions = read_questionnaire(resource()).questions
    facts = REGISTRY["phq-9"]
    answers = {one.link_id: 3.0 for one in questions}
    whole = total_of(questions, answers, facts)
    assert (whole.value, whole.asks_for_safety, whole.missing) == (27, True, 0)
    answers["/44260-8"] = 0
    assert not total_of(questions, answers, facts).asks_for_safety


def test_a_missing_answer_leaves_no_total_unless_the_practice_switched_that_on() -> None:
    questions = read_questionnaire(resource()).questions
    facts = REGISTRY["phq-9"]
    answers = {one.link_id: 2.0 for one in questions[:7]}
    assert total_of(questions, answers, facts).value is None
    stood_in = total_of(questions, answers, facts, prorates=True)
    assert (stood_in.value, stood_in.missing, stood_in.is_prorated) == (18, 2, True)
    few = {one.link_id: 2.0 for one in questions[:5]}
    assert total_of(questions, few, facts, prorates=True).value is None


def test_whole_answers_alone_count_where_the_instrument_says_so() -> None:
    facts = REGISTRY["who-5"]
    questions = read_questionnaire(made("who-5"), facts).questions
    answers = {one.link_id: 5.0 for one in questions}
    assert total_of(questions, answers, facts).value == 100
    del answers["q1"]
    assert total_of(questions, answers, facts, prorates=True).value is None


def test_reversed_questions_are_turned_once() -> None:
    facts = REGISTRY["ras"]
    file = made("ras", 1, 5)
    questions = read_questionnaire(file, facts).questions
    # All "5": five questions give 5, the two reversed ones give 1.
    assert total_of(questions, {f"q{at}": 5.0 for at in range(1, 8)}, facts).value == 27
    # A file that gives falling points has turned them already.
    for at in facts.reversed_items:
        file["item"][at - 1]["answerOption"] = file["item"][at - 1]["answerOption"][::-1]
    questions = read_questionnaire(file, facts).questions
    assert total_of(questions, {f"q{at}": 5.0 for at in range(1, 8)}, facts).value == 35


def test_two_scales_have_a_mean_each_and_no_total() -> None:
    facts = REGISTRY["ecr-rs"]
    questions = read_questionnaire(made("ecr-rs", 1, 7), facts).questions
    answers = {f"q{at}": 7.0 for at in range(1, 10)}
    found = total_of(questions, answers, facts)
    assert found.value is None
    assert found.scales == {"avoidance": (4 * 1 + 2 * 7) / 6, "anxiety": 7}
    del answers["q9"]
    assert total_of(questions, answers, facts).scales["anxiety"] is None


@given(st.data())
def test_a_total_stays_in_the_published_range(data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(["who-5", "ras"]))
    facts, low = REGISTRY[key], 1 if key == "ras" else 0
    questions = read_questionnaire(made(key, low, 5), facts).questions
    points = st.integers(low, 5)
    answers = {one.link_id: float(data.draw(points)) for one in questions}
    value = total_of(questions, answers, facts).value
    assert value is not None
    assert facts.low <= value <= facts.high
    assert (facts.rule is Rule.FOURFOLD) == (key == "who-5")


@pytest.mark.parametrize("answers", [{"nothing": 1.0}, {"/44250-9": 4.0}, {"/44250-9": 0.5}])
def test_answers_that_are_none_are_refused(answers: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"is no (question|answer)"):
        total_of(read_questionnaire(resource()).questions, answers, REGISTRY["phq-9"])
