"""What happened since the last session, sorted for the plan page. It reads, and writes nothing."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from clients.models import Answer, Assignment
from clients.models.answer import Audience
from sessions.planning.matter import Matter, Piece, merged, piece, whose

MOST_ROWS = 3  # of queued and new answers on the one-screen page


@dataclass(frozen=True)
class Closing:
    """Something to try that was done for now, or set aside with its reason."""

    title: str
    who: str
    position: str
    because: str = ""
    is_own: bool = False  # the person's own choice
    is_private: bool = False  # in a couple, what they said of it


@dataclass(frozen=True)
class SinceLast:
    """The blocks of the plan page; each answer stands in the first one that it belongs to."""

    queued: tuple[Piece, ...]
    answers: tuple[Piece, ...]
    shared: tuple[Piece, ...]
    done: tuple[Closing, ...]
    set_aside: tuple[Closing, ...]

    @property
    def queued_first(self) -> tuple[Piece, ...]:
        return self.queued[:MOST_ROWS]

    @property
    def answers_first(self) -> tuple[Piece, ...]:
        return self.answers[: max(1, MOST_ROWS - len(self.queued_first))]

    @property
    def shared_first(self) -> tuple[Piece, ...]:
        return self.shared[:1]

    @property
    def set_aside_first(self) -> tuple[Closing, ...]:
        return self.set_aside[:1]

    @property
    def more(self) -> int:
        """How many rows the short version leaves out."""
        return sum(
            len(whole) - len(first)
            for whole, first in (
                (self.queued, self.queued_first),
                (self.answers, self.answers_first),
                (self.shared, self.shared_first),
                (self.set_aside, self.set_aside_first),
            )
        )

    @property
    def is_empty(self) -> bool:
        """Nothing to take up; new numbers stand with the scale."""
        return not any((self.queued, self.answers, self.shared, self.done, self.set_aside))


def since_last(matter: Matter, since: datetime) -> SinceLast:
    """Everything in `matter` that came after `since`."""
    now = timezone.now()
    found = defaultdict[str, list[tuple[Answer, Piece]]](list)
    for answer in matter.answers:
        one = piece(answer, matter.case, since, now)
        found[_block(answer, since, now)].append((answer, one))
    return SinceLast(
        queued=merged(found["queued"]),
        answers=merged(found["answers"]),
        shared=merged(found["shared"]),
        done=tuple(_done(matter.assignments, since)),
        set_aside=tuple(_set_aside(matter, since)),
    )


def _block(answer: Answer, since: datetime, now: datetime) -> str:
    """The first block that it belongs to; "" for what was loaded for other parts of the page."""
    is_new = answer.told_at is not None and answer.told_at > since
    wishes = (answer.reach, *answer.reach_of_parts.values())
    if is_new and any(one.audience == Audience.SESSION for one in wishes):
        return "queued"
    # What was written earlier and has only now gone out to the partner is new between them.
    if any(one.shares_on and since < one.shares_on <= now for one in wishes):
        return "shared"
    return "answers" if is_new else ""


def _done(assignments: Iterable[Assignment], since: datetime) -> Iterable[Closing]:
    for row in assignments:
        if row.status == Assignment.Status.DONE and row.done_at and row.done_at > since:
            yield Closing(row.exercise.title, *whose(row.member))


def _set_aside(matter: Matter, since: datetime) -> Iterable[Closing]:
    is_couple = matter.case.is_couple
    for row in matter.assignments:
        aside = row.status == Assignment.Status.SET_ASIDE
        if aside and row.set_aside_at and row.set_aside_at > since:
            told = (row.get_set_aside_reason_display(), row.set_aside_because)
            own = row.is_own_rest
            because = ". ".join(filter(None, told))
            yield Closing(
                row.exercise.title, *whose(row.member), because, own, is_private=own and is_couple
            )
