"""What happened since the last session, sorted for the plan page. It reads, and writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case, Score
from clients.models.homework import Audience
from sessions.planning.matter import Matter, Piece, load_matter, piece

MOST_ROWS = 3  # of queued and new answers on the one-screen page


@dataclass(frozen=True)
class ScoreMove:
    """Where one person, or both together, stood before, and now; before is "" at first."""

    who: str
    position: str
    is_private: bool
    before: str
    now: str
    at: datetime


@dataclass(frozen=True)
class Closing:
    """Something to try that was done for now, or set aside with its reason."""

    title: str
    who: str
    position: str
    because: str = ""


@dataclass(frozen=True)
class SinceLast:
    """The blocks of the plan page; each answer stands in the first one that it belongs to."""

    since: datetime
    queued: tuple[Piece, ...]
    answers: tuple[Piece, ...]
    shared: tuple[Piece, ...]
    scores: tuple[ScoreMove, ...]
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


def since_last(case: Case, since: datetime, user: Any) -> SinceLast:
    """Everything after `since` that `user` may see in this case."""
    return sort_out(load_matter(case, since, user), since)


def sort_out(matter: Matter, since: datetime) -> SinceLast:
    """The same from matter that is loaded already."""
    now = timezone.now()
    queued: list[Piece] = []
    answers: list[Piece] = []
    shared: list[Piece] = []
    for answer in matter.answers:
        place = _place(answer, since, now)
        if place is not None:
            found = {"queued": queued, "answers": answers, "shared": shared}[place]
            found.append(piece(answer, matter.case, since, now))
    return SinceLast(
        since=since,
        queued=tuple(queued),
        answers=tuple(answers),
        shared=tuple(shared),
        scores=tuple(_moves(matter.case, matter.scores, since)),
        done=tuple(_done(matter.assignments, since)),
        set_aside=tuple(_set_aside(matter.assignments, since)),
    )


def _place(answer: Answer, since: datetime, now: datetime) -> str | None:
    if answer.audience == Audience.SESSION and answer.changed_at > since:
        return "queued"
    if answer.shares_on and since < answer.shares_on <= now:
        return "shared"
    return "answers" if answer.changed_at > since else None


def _moves(case: Case, scores: Iterable[Score], since: datetime) -> Iterable[ScoreMove]:
    """The last score after `since` of each person against the one before it."""
    in_order = sorted(scores, key=lambda one: one.member.position if one.member else "Z")
    for _who, own in groupby(in_order, key=lambda one: one.member_id):
        in_time = sorted(own, key=lambda one: one.taken_at)
        last = in_time[-1]
        if last.taken_at <= since:
            continue
        earlier = [one for one in in_time if one.taken_at <= since] or in_time[:-1][:1]
        yield ScoreMove(
            who=str(last.member) if last.member else _("both together"),
            position=last.member.position if last.member else "",
            is_private=is_private_score(case, last),
            before=earlier[-1].shown if earlier else "",
            now=last.shown,
            at=last.taken_at,
        )


def is_private_score(case: Case, score: Score) -> bool:
    """Whether the number is one partner's alone."""
    return case.is_couple and score.member is not None and score.audience != Audience.ALL


def _done(assignments: Iterable[Assignment], since: datetime) -> Iterable[Closing]:
    for row in assignments:
        if row.status == Assignment.Status.DONE and row.done_at and row.done_at > since:
            yield Closing(row.exercise.title, *_whose(row))


def _set_aside(assignments: Iterable[Assignment], since: datetime) -> Iterable[Closing]:
    for row in assignments:
        aside = row.status == Assignment.Status.SET_ASIDE
        if aside and row.set_aside_at and row.set_aside_at > since:
            yield Closing(row.exercise.title, *_whose(row), row.set_aside_because)


def _whose(row: Assignment) -> tuple[str, str]:
    return (str(row.member), row.member.position) if row.member else (_("both together"), "")
