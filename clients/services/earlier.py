"""What a person wrote before in the exercises that lead to this one, to have beside it."""

from dataclasses import dataclass
from itertools import groupby

from clients.models import Answer
from clients.services.material import Material
from practice.fields import chain, registry
from practice.fields.base import FieldSpec
from practice.fields.texts import spoken, text
from practice.models import Exercise

MOST_OF_A_LOG = 3


@dataclass(frozen=True)
class Earlier:
    """One earlier answer: its exercise, and each field as a prompt, lines, and its picture's id."""

    title: str
    answer: Answer
    told: tuple[tuple[str, tuple[str, ...], str], ...]


def before(material: Material, exercise: Exercise) -> list[Earlier]:
    """Own and joint words from the exercises that feed this one, latest first.

    Of an exercise that was done several times the latest words and the first: how far somebody
    came shows between the two. What can be picked on the page is not told twice.
    """
    pickable = {origin for spec in exercise.fields for origin in chain.sources(spec)}
    found: list[Earlier] = []
    for _key, rows in groupby(_feeding(material, exercise), key=_exercise_of):
        told = [_told(material, row, pickable) for row in rows]
        found += _latest_and_first([one for one in told if one.told])
    return sorted(found, key=lambda one: one.answer.created_at, reverse=True)


def _feeding(material: Material, exercise: Exercise) -> list[Answer]:
    """Own and joint answers to the exercises that feed this one: by exercise, latest first."""
    own = [a for a in material.answers if a.member_id is None or material.is_own(a)]
    feeding = [answer for answer in own if answer.assignment.exercise.feeds(exercise)]
    return sorted(feeding, key=_exercise_of)  # stable


def _latest_and_first(told: list[Earlier]) -> list[Earlier]:
    """Of the answers to one exercise, latest first; of a log a few of the latest entries."""
    if told and told[0].answer.is_entry:
        return told[:MOST_OF_A_LOG]
    return told[:1] + told[1:][-1:]


def _exercise_of(answer: Answer) -> str:
    return answer.assignment.exercise.key


def _told(material: Material, answer: Answer, pickable: set[chain.Origin]) -> Earlier:
    exercise = answer.assignment.exercise
    specs = [spec for spec in exercise.fields if (exercise.key, spec.key) not in pickable]
    told = tuple(
        (text(spec.prompt, spoken()), tuple(lines), _picture(answer, spec))
        for spec, lines in material.told(answer, specs)
    )
    return Earlier(exercise.title, answer, told)


def _picture(answer: Answer, spec: FieldSpec) -> str:
    takes_file = registry.get(spec.kind).takes_file
    return (answer.data[spec.key].get("picture") or "") if takes_file else ""
