"""Everything the plan page shows, put together for one reader in a fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, PhaseVisit, Screening
from clients.models.client import ContactChannel
from practice.models import Question
from sessions.models import Attendance, Note, Plan, PlanQuestion, Session, numbered
from sessions.planning.last_time import LastTime, last_time, note_of
from sessions.planning.matter import RESOURCES, Matter, Piece, load_matter, piece
from sessions.planning.scale_lines import ScaleLine, gap, scale_lines
from sessions.planning.since_last import SinceLast, sort_out
from sessions.planning.suggestions import suggest

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
LATELY = 2  # sessions whose questions are not suggested again
MOST_STRENGTHS = 3


@dataclass(frozen=True)
class PlanPage:
    """The blocks of the page, in the order in which they are read."""

    plan: Plan
    therapy_session: Session
    case: Case
    number: int
    members: tuple[CaseMember, ...]
    coming: tuple[CaseMember, ...]
    visits: tuple[PhaseVisit, ...]
    safety: tuple[str, ...]
    last: LastTime | None
    since: SinceLast
    lines: tuple[ScaleLine, ...]
    gap: Decimal | None
    strengths: tuple[Piece, ...]
    questions: tuple[PlanQuestion, ...]
    suggestions: tuple[Question, ...]
    to_do: tuple[str, ...]
    note: Note | None  # of this session, when the reader may open it
    may_start_note: bool

    @property
    def secrets(self) -> str:
        """The couple's agreement in a word or two."""
        return self.case.get_secrets_policy_display().partition(":")[0]


def load_plan_page(plan: Plan, reader: Any) -> PlanPage:
    """All of it, in nine queries however much the case holds."""
    therapy_session = plan.therapy_session
    case = therapy_session.case
    sessions = list(case.therapy_sessions.select_related("note").order_by("starts_at", "pk"))
    note = next((note_of(one) for one in sessions if one.pk == therapy_session.pk), None)
    earlier = [one for one in sessions if one.counts and _is_before(one, therapy_session)]
    numbers = numbered(sessions)
    since = earlier[-1].ends_at if earlier else BEGINNING
    matter = load_matter(case, since, reader)
    members = _members(therapy_session)
    visits = _visits(case)
    asked, own = _questions(plan, earlier[-LATELY:])
    number = numbers.get(therapy_session.pk, 0)
    return PlanPage(
        plan=plan,
        therapy_session=therapy_session,
        case=case,
        number=number,
        members=members,
        coming=tuple(one for one in members if one.comes),  # type: ignore[attr-defined] # annotated in _members
        visits=visits,
        safety=tuple(_safety(case, members)),
        last=last_time(case, earlier, numbers),
        since=sort_out(matter, since),
        lines=tuple(scale_lines(matter, since)),
        gap=gap(matter.scores),
        strengths=_strengths(matter, since),
        questions=own,
        suggestions=_suggestions(visits, asked | {one.question_id for one in own}, number),
        to_do=tuple(_to_do(case, members, earlier, numbers)),
        note=note if note and (note.is_signed or note.author_id == reader.pk) else None,
        may_start_note=note is None,
    )


def _is_before(one: Session, other: Session) -> bool:
    return (one.starts_at, one.pk) < (other.starts_at, other.pk)


def _members(therapy_session: Session) -> tuple[CaseMember, ...]:
    """People of the case, each with `comes` and `screened`."""
    coming = Attendance.objects.filter(therapy_session=therapy_session, member=OuterRef("pk"))
    screened = Screening.objects.filter(member=OuterRef("pk"))
    members = CaseMember.objects.filter(case_id=therapy_session.case_id).select_related("client")
    return tuple(members.annotate(comes=Exists(coming), screened=Exists(screened)))


def _visits(case: Case) -> tuple[PhaseVisit, ...]:
    open_now = PhaseVisit.objects.filter(journey__case=case, journey__ended_on=None, left_on=None)
    return tuple(open_now.select_related("phase", "member__client").order_by("entered_on", "pk"))


def _safety(case: Case, members: Iterable[CaseMember]) -> Iterable[str]:
    """Only what asks for care before anything else; most often there is nothing."""
    if case.safety_flag:
        yield _("A safety concern stands. Joint steps and sharing are off.")
    for member in members:
        if member.client.channel == ContactChannel.NONE:
            yield _("%(name)s: no contact between sessions.") % {"name": member}
        elif member.client.contact_rules:
            values = {"name": member, "rule": member.client.contact_rules}
            yield _("Contact with %(name)s: %(rule)s") % values


def _strengths(matter: Matter, since: datetime) -> tuple[Piece, ...]:
    told = [one for one in matter.answers if one.assignment.exercise.phase_key == RESOURCES]
    now = timezone.now()
    pieces = (piece(one, matter.case, since, now) for one in told)
    return tuple(one for one in pieces if one.lines)[:MOST_STRENGTHS]


def _questions(
    plan: Plan, lately: Sequence[Session]
) -> tuple[set[UUID | None], tuple[PlanQuestion, ...]]:
    """Bank questions asked lately, and the questions of this plan."""
    sessions = [plan.therapy_session_id, *(one.pk for one in lately)]
    rows = PlanQuestion.objects.filter(plan__therapy_session__in=sessions).order_by("position")
    own = tuple(row for row in rows if row.plan_id == plan.pk)
    asked = {row.question_id for row in rows if row.plan_id != plan.pk and row.was_asked}
    return asked, own


def _suggestions(
    visits: Iterable[PhaseVisit], taken: set[UUID | None], number: int
) -> tuple[Question, ...]:
    bank = list(Question.objects.filter(bank__is_current=True).order_by("bank__key", "position"))
    phases = {visit.phase.key for visit in visits}
    return tuple(suggest(bank, phases, {key for key in taken if key}, turn=number))


def _to_do(
    case: Case,
    members: Iterable[CaseMember],
    earlier: Iterable[Session],
    numbers: dict[UUID, int],
) -> Iterable[str]:
    for one in earlier:
        note = note_of(one)
        if note is None or not note.is_signed:
            yield _("Session %(number)s has no signed note yet.") % {"number": numbers[one.pk]}
    if not case.is_couple:
        return
    if not case.secrets_policy:
        yield _("No secrets policy is agreed yet.")
    for member in members:
        if not member.screened:  # type: ignore[attr-defined] # annotated in _members
            yield _("%(name)s was not yet asked alone about safety.") % {"name": member}
