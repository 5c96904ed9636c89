"""From the points of single answers to a total, by the rule of the instrument."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from practice.instruments.facts import Facts, Rule
from practice.instruments.questionnaire import Question


@dataclass(frozen=True)
class Total:
    """`value` in points, None where a missing answer allows none; scales by name, as means."""

    value: float | None
    scales: dict[str, float | None] = field(default_factory=dict)
    missing: int = 0
    is_prorated: bool = False
    asks_for_safety: bool = False


def total_of(
    questions: Sequence[Question],
    answers: Mapping[str, float],
    facts: Facts | None = None,
    *,
    prorates: bool = False,
) -> Total:
    """Score one set of answers: points by linkId, as the file gives them for the option chosen.

    A missing answer leaves no total, except where the instrument allows a prorated one and the
    practice switched it on (`prorates`), and no more than a third is missing. ValueError for a
    linkId that is none of the questions, or points that none of its options has.
    """
    _check(questions, answers)
    points = [_turned(place, one, answers, facts) for place, one in enumerate(questions, 1)]
    given = [one for one in points if one is not None]
    missing = len(points) - len(given)
    may = prorates and facts is not None and facts.may_prorate and 3 * missing <= len(points)
    scales = {name: _mean([points[at - 1] for at in items]) for name, items in _scales(facts)}
    value = None
    if (not missing or may) and given and (facts is None or facts.rule is not Rule.SCALES):
        value = sum(given) * len(points) / len(given)
        value *= 4 if facts is not None and facts.rule is Rule.FOURFOLD else 1
    return Total(
        value=value,
        scales=scales,
        missing=missing,
        is_prorated=value is not None and missing > 0,
        asks_for_safety=_asks_for_safety(points, facts),
    )


def _check(questions: Sequence[Question], answers: Mapping[str, float]) -> None:
    known = {one.link_id: {option.points for option in one.options} for one in questions}
    for link_id, points in answers.items():
        if link_id not in known:
            raise ValueError(f"{link_id!r} is no question of this measure")
        if known[link_id] and points not in known[link_id]:
            raise ValueError(f"{points!r} is no answer to {link_id!r}")


def _turned(
    place: int, question: Question, answers: Mapping[str, float], facts: Facts | None
) -> float | None:
    """The points of an answer; turned round where the instrument reverses that question."""
    points = answers.get(question.link_id)
    if points is None or facts is None or place not in facts.reversed_items:
        return points
    in_order = [option.points for option in question.options]
    # A file whose points already fall from the first answer to the last has turned them itself.
    if not in_order or in_order[0] > in_order[-1]:
        return points
    return min(in_order) + max(in_order) - points


def _scales(facts: Facts | None) -> tuple[tuple[str, tuple[int, ...]], ...]:
    return facts.scales if facts else ()


def _mean(points: Sequence[float | None]) -> float | None:
    given = [one for one in points if one is not None]
    return sum(given) / len(given) if len(given) == len(points) else None


def _asks_for_safety(points: Sequence[float | None], facts: Facts | None) -> bool:
    if facts is None or facts.safety_item is None:
        return False
    return bool(points[facts.safety_item - 1])
