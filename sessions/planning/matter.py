"""What a case holds that a session may take up: loaded once, for one reader, in few queries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case, CaseMember, Score
from clients.models.reach import Reader
from clients.services.latest import with_few_entries

RESOURCES = "resources"  # the phase whose answers tell what people already have
EXCERPT = 150
MOST_ENTRIES = 40  # of logs: what a session can take up, and no more to open


@dataclass(frozen=True)
class Matter:
    """Answers and scores that the reader may see, and everything given in the case."""

    case: Case
    answers: tuple[Answer, ...]
    assignments: tuple[Assignment, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Piece:
    """One answer, or entries of a log, as a line: whose it is, whom it reaches, how it begins."""

    answers: tuple[UUID, ...]  # several, where it tells of a log
    title: str
    who: str
    position: str  # "A", "B", or "" for both together
    is_private: bool  # one partner's alone: it must not slip out before the other
    lines: tuple[str, ...]
    at: datetime
    is_new: bool

    @property
    def excerpt(self) -> str:
        text = " · ".join(row for line in self.lines for row in line.splitlines())
        return text if len(text) <= EXCERPT else f"{text[:EXCERPT].rstrip()}…"


def load_matter(case: Case, since: datetime, reader: Any) -> Matter:
    """Three queries: what changed after `since`, what tells of resources, what scores came from."""
    scores = tuple(
        Score.objects.visible_to(reader)
        .filter(case=case)
        .select_related("member__client", "scale")
        .order_by("taken_at", "pk")
    )
    # A number stands beside the words it was told with, however old the answer is.
    told_in = {one.source_id for one in scores if one.source_id}
    wanted = Q(told_at__gt=since) | Q(shares_on__gt=since) | Q(pk__in=told_in)
    wanted |= Q(assignment__exercise__phase_key=RESOURCES)
    found = Answer.objects.visible_to(reader).filter(wanted, assignment__case=case)
    answers = (
        with_few_entries(found, MOST_ENTRIES)
        .select_related("assignment__exercise", "assignment__case", "member__client")
        .order_by("-told_at", "pk")
    )
    assignments = (
        Assignment.objects.visible_to(reader)
        .filter(Q(done_at__gt=since) | Q(set_aside_at__gt=since), case=case)
        .select_related("exercise", "member__client")
    )
    return Matter(case, tuple(answers), tuple(assignments), scores)


def whose(member: CaseMember | None) -> tuple[str, str]:
    """Name and position of whose something is; ("both together", "") where it is nobody's alone."""
    return (str(member), member.position) if member else (_("both together"), "")


def merged(rows: Iterable[tuple[Answer, Piece]]) -> tuple[Piece, ...]:
    """The pieces in their order; entries of one log that reach the same people are one piece."""
    found: dict[object, Piece] = {}
    for answer, one in rows:
        log = (answer.assignment_id, answer.member_id, one.is_private)
        key = log if answer.is_entry else answer.pk
        found[key] = _joined(found[key], one) if key in found else one
    return tuple(found.values())


def _joined(first: Piece, more: Piece) -> Piece:
    return replace(
        first,
        answers=first.answers + more.answers,
        lines=first.lines + more.lines,
        is_new=first.is_new or more.is_new,
    )


def piece(answer: Answer, case: Case, since: datetime, now: datetime) -> Piece:
    """The line of one answer. Shared from a coming day on, it is still its author's alone."""
    who, position = whose(answer.member)
    return Piece(
        answers=(answer.pk,),
        title=answer.assignment.exercise.title,
        who=who,
        position=position,
        is_private=case.is_couple and answer.is_kept_from_partner(now),
        lines=tuple(line for _spec, lines in answer.told_to(Reader.STAFF, now) for line in lines),
        at=answer.told_at or answer.changed_at,
        is_new=answer.created_at > since,
    )
