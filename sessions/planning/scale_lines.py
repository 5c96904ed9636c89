"""Small lines of numbers for the plan page: each partner's own, and both together's."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from clients.models import Answer, Score
from sessions.planning.matter import Matter
from sessions.planning.since_last import is_private_score

RECENT = 6
# Fields of the scale exercise that stand beside its number.
KEEPS, ONE_UP = "keeps_from_lower", "one_up_first_difference"
LOW, DROP = Decimal(2), Decimal(2)


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


def gap(scores: Sequence[Score]) -> Decimal | None:
    """How far apart the two partners' latest numbers are (midpoints); None without two."""
    latest = {one.member_id: middle(one) for one in scores if one.member_id}
    if len(latest) != 2:
        return None
    one, other = latest.values()
    return abs(one - other)


def middle(score: Score) -> Decimal:
    return (score.low + score.high) / 2


def _place(score: Score) -> tuple[str, object]:
    return (score.member.position if score.member else "Z", score.taken_at)


def _line(
    matter: Matter, own: list[Score], answers: dict[UUID, Answer], since: datetime
) -> ScaleLine:
    last = own[-1]
    source = answers.get(last.source_id) if last.source_id else None
    return ScaleLine(
        who=str(last.member) if last.member else _("both together"),
        position=last.member.position if last.member else "",
        is_private=is_private_score(matter.case, last),
        numbers=tuple(one.shown for one in own[-RECENT:]),
        keeps=_told(source, KEEPS) or last.words,
        one_up=_told(source, ONE_UP),
        is_new=last.taken_at > since,
        is_low=_is_low(own),
    )


def _told(answer: Answer | None, field: str) -> str:
    value = answer.data.get(field) if answer else None
    return value.get("text", "") if isinstance(value, dict) else ""


def _is_low(own: Iterable[Score]) -> bool:
    *earlier, last = own
    dropped = bool(earlier) and middle(earlier[-1]) - middle(last) >= DROP
    return last.low <= LOW or dropped
