"""What was given to somebody, each under a line that tells it from others of the same title.

By the time that it speaks of, or that it came at; its words are read on its own page alone, since
its author is told who opened it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from clients.models import Answer
from clients.models.reach import Reader, seen
from practice.fields.logs import kind_of, log_field
from practice.fields.texts import plain_date
from practice.models import Practice


@dataclass(frozen=True)
class Given:
    """One row: the answer, its time in words, and a number where several say the same time."""

    answer: Answer
    when: str
    number: int | None = None


def told_apart(answers: Iterable[Answer], now: datetime) -> list[Given]:
    """A row for each, in the same order."""
    rows = [Given(answer, _when(answer, now)) for answer in answers]
    alike = Counter(map(_looks, rows))
    met: Counter[object] = Counter()
    return [_numbered(row, met) if alike[_looks(row)] > 1 else row for row in rows]


def _looks(row: Given) -> object:
    """What somebody reads of a row."""
    assignment = row.answer.assignment
    return (assignment.is_gift or assignment.exercise.title, row.when)


def _numbered(row: Given, met: Counter[object]) -> Given:
    met[_looks(row)] += 1
    return Given(row.answer, row.when, met[_looks(row)])


def _when(answer: Answer, now: datetime) -> str:
    log = log_field(answer.assignment.exercise.fields) if answer.is_entry else None
    value = seen(answer, Reader.PARTNER, now).get(log.key) if log else None
    if log and value:
        return kind_of(log).when(value)
    # Never when the other wrote it: that stays with them until it comes.
    came = answer.came_at if answer.member_id else answer.created_at
    if came is None or came > now:  # a part of it may still be on its way
        return ""
    return plain_date(Practice.load().local(came).date().isoformat())
