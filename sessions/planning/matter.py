"""What a case holds that a session may take up: loaded once, for one reader, in few queries."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case, CaseMember, Score
from clients.models.reach import Reader

RESOURCES = "resources"  # the phase whose answers tell what people already have
EXCERPT = 150


@dataclass(frozen=True)
class Matter:
    """Answers and scores that the reader may see, and everything given in the case."""

    case: Case
    answers: tuple[Answer, ...]
    assignments: tuple[Assignment, ...]
    scores: tuple[Score, ...]


@dataclass(frozen=True)
class Piece:
    """One answer as a line: whose it is, whom it reaches, and how it begins."""

    answer: UUID
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
    answers = (
        Answer.objects.visible_to(reader)
        .filter(wanted, assignment__case=case)
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


def piece(answer: Answer, case: Case, since: datetime, now: datetime) -> Piece:
    """The line of one answer. Shared from a coming day on, it is still its author's alone."""
    who, position = whose(answer.member)
    return Piece(
        answer=answer.pk,
        title=answer.assignment.exercise.title,
        who=who,
        position=position,
        is_private=case.is_couple and answer.is_kept_from_partner(now),
        lines=tuple(line for _spec, lines in answer.told_to(Reader.STAFF, now) for line in lines),
        at=answer.told_at or answer.changed_at,
        is_new=answer.created_at > since,
    )
