"""Small lines of numbers for the plan page: each partner's own, and both together's."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.utils import timezone

from clients.models import Answer, Score
from clients.models.reach import Reader, kept_from_partner, seen
from clients.models.score import asks_for_care
from sessions.planning.matter import Matter, whose

RECENT = 6
# Fields of the scale exercise that stand beside its number.
KEEPS, ONE_UP = "keeps_from_lower", "one_up_first_difference"


@dataclass(frozen=True)
class ScaleLine:
    """The latest numbers of one person, oldest first, and what they said with the last one."""

    who: str
    position: str
    is_private: bool
    numbers: tuple[str, ...]
    keeps: str
    one_up: str
    is_new: bool
    is_low: bool  # a number that asks for care: how do they cope, then safety

    @property
    def latest(self) -> str:
        return self.numbers[-1]


def scale_lines(matter: Matter, since: datetime) -> list[ScaleLine]:
    """Partner A, partner B, then both together; who gave no number has no line."""
    answers = {answer.pk: answer for answer in matter.answers}
    in_order = sorted(matter.scores, key=_place)
    return [
        _line(matter, list(own), answers, since)
        for _who, own in groupby(in_order, key=lambda one: one.member_id)
    ]


def _place(score: Score) -> tuple[str, object]:
    return (score.member.position if score.member else "Z", score.taken_at)


def _line(
    matter: Matter, own: list[Score], answers: dict[UUID, Answer], since: datetime
) -> ScaleLine:
    last = own[-1]
    # A number of a session or typed in by hand has no answer beside it, only its own words.
    source = answers.get(last.source_id) if last.source_id else None
    who, position = whose(last.member)
    return ScaleLine(
        who=who,
        position=position,
        is_private=matter.case.is_couple and _is_kept(last, source),
        numbers=tuple(one.shown for one in own[-RECENT:]),
        keeps=_told(source, KEEPS) or last.words,
        one_up=_told(source, ONE_UP),
        is_new=last.taken_at > since,
        is_low=asks_for_care(own),
    )


def _is_kept(score: Score, source: Answer | None) -> bool:
    """A number goes as far as the words that it was told with, and not before them."""
    if score.is_kept_from_partner:
        return True
    if source is None:
        return False
    numbers = {spec.key for spec in source.assignment.exercise.fields if "series" in spec.options}
    return not {KEEPS, ONE_UP, *numbers}.isdisjoint(kept_from_partner(source, timezone.now()))


def _told(answer: Answer | None, field: str) -> str:
    value = seen(answer, Reader.STAFF).get(field) if answer else None
    return value.get("text", "") if isinstance(value, dict) else ""
