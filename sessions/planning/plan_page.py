"""Everything the plan page shows, put together for one reader in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.access import agreed_to, consent_news
from clients.models import Case, CaseMember, PhaseVisit, Screening
from clients.models.client import ContactChannel
from clients.models.score import gap
from clients.services.consents import news_of
from clients.services.journeys import current_visits
from practice.models import Practice, Question
from practice.services.own_questions import in_use
from sessions.models import Attendance, Note, Plan, PlanQuestion, Session, numbered
from sessions.planning.last_time import LastTime, last_time
from sessions.planning.matter import RESOURCES, Matter, Piece, load_matter, merged, piece
from sessions.planning.scale_lines import ScaleLine, scale_lines
from sessions.planning.since_last import SinceLast, since_last
from sessions.planning.suggestions import suggest

# Before the first session everything is new.
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
    def read(self) -> list[UUID]:
        """The answers that whoever opens the page reads of."""
        since = self.since
        pieces = (*since.queued, *since.answers, *since.shared, *self.strengths)
        return [key for one in pieces for key in one.answers]

    @property
    def secrets(self) -> str:
        """The couple's agreement in a word or two."""
        return self.case.get_secrets_policy_display().partition(":")[0]


@dataclass(frozen=True)
class _Hours:
    """The planned session among the others of its case."""

    earlier: tuple[Session, ...]
    numbers: dict[UUID, int]
    number: int
    note: Note | None

    @property
    def since(self) -> datetime:
        """When the last hour ended: what came after it is new."""
        return self.earlier[-1].ends_at if self.earlier else BEGINNING


def load_plan_page(plan: Plan, reader: Any) -> PlanPage:
    """All of it, in nine queries however much the case holds."""
    therapy_session = plan.therapy_session
    case = therapy_session.case
    hours = _hours(therapy_session)
    matter = load_matter(case, hours.since, reader)
    members = _members(therapy_session)
    visits = tuple(current_visits(case))
    own, taken = _questions(plan, hours.earlier[-LATELY:])
    note = hours.note
    return PlanPage(
        plan=plan,
        therapy_session=therapy_session,
        case=case,
        number=hours.number,
        members=members,
        coming=tuple(one for one in members if one.comes),  # type: ignore[attr-defined] # annotated in _members
        visits=visits,
        safety=tuple(_safety(case, members)),
        last=last_time(case, hours.earlier, hours.numbers),
        since=since_last(matter, hours.since),
        lines=tuple(scale_lines(matter, hours.since)),
        gap=gap(matter.scores),
        strengths=_strengths(matter, hours.since),
        questions=own,
        suggestions=_suggestions(visits, taken, hours.number, flagged=case.safety_flag),
        to_do=(*_unsigned(hours), *_without_consent(members), *_not_agreed(case, members)),
        note=note if note and note.is_open_to(reader) else None,
        may_start_note=note is None,
    )


def _hours(therapy_session: Session) -> _Hours:
    case = therapy_session.case
    sessions = list(case.therapy_sessions.select_related("note").order_by("starts_at", "pk"))
    here = sessions.index(therapy_session)
    numbers = numbered(sessions)
    return _Hours(
        earlier=tuple(one for one in sessions[:here] if one.counts),
        numbers=numbers,
        number=numbers.get(therapy_session.pk, 0),
        note=getattr(sessions[here], "note", None),
    )


def _members(therapy_session: Session) -> tuple[CaseMember, ...]:
    """People of the case, each with `comes` and `screened`."""
    coming = Attendance.objects.filter(therapy_session=therapy_session, member=OuterRef("pk"))
    screened = Screening.objects.filter(member=OuterRef("pk"))
    members = CaseMember.objects.filter(case_id=therapy_session.case_id).select_related("client")
    told = {"agreed_therapy": agreed_to("therapy"), **consent_news()}
    return tuple(members.annotate(comes=Exists(coming), screened=Exists(screened), **told))


def _safety(case: Case, members: Iterable[CaseMember]) -> Iterable[str]:
    """Only what asks for care before anything else; most often there is nothing."""
    if case.safety_flag:
        yield _("A safety concern stands. Joint steps and sharing are off.")
    for member in members:
        yield from news_of(member)
        # A message at the wrong time may be read by the wrong person: it stands above all else.
        if member.client.channel == ContactChannel.NONE:
            yield _("%(name)s: no contact between sessions.") % {"name": member}
        elif member.client.contact_rules:
            values = {"name": member, "rule": member.client.contact_rules}
            yield _("Contact with %(name)s: %(rule)s") % values


def _strengths(matter: Matter, since: datetime) -> tuple[Piece, ...]:
    told = [one for one in matter.answers if one.assignment.exercise.phase_key == RESOURCES]
    now = timezone.now()
    pieces = merged((one, piece(one, matter.case, since, now)) for one in told)
    return tuple(one for one in pieces if one.lines)[:MOST_STRENGTHS]


def _questions(
    plan: Plan, lately: Iterable[Session]
) -> tuple[tuple[PlanQuestion, ...], set[UUID | None]]:
    """The questions of this plan, and the keys of those not to be suggested: in it, or asked."""
    sessions = [plan.therapy_session, *lately]
    rows = PlanQuestion.objects.filter(plan__therapy_session__in=sessions).order_by("position")
    own = tuple(row for row in rows if row.plan_id == plan.pk)
    return own, {row.question_id for row in rows if row in own or row.was_asked}


def _suggestions(
    visits: Iterable[PhaseVisit], taken: set[UUID | None], number: int, *, flagged: bool
) -> tuple[Question, ...]:
    # Ordered, since the same hour must get the same questions at every look.
    phases = {visit.phase.key for visit in visits}
    return tuple(suggest(in_use(), phases, taken, turn=number, flagged=flagged))


def _unsigned(hours: _Hours) -> Iterable[str]:
    for one in hours.earlier:
        if not one.has_signed_note:
            number = hours.numbers[one.pk]
            yield _("Session %(number)s has no signed note yet.") % {"number": number}


def _not_agreed(case: Case, members: Iterable[CaseMember]) -> Iterable[str]:
    """What two people need before joint work: an agreement, and each asked alone."""
    if not case.is_couple:
        return
    for member in members:
        if not Practice.load().may_come_as_couple(member.client.born_on):
            yield _("%(name)s is too young to come as one of a couple.") % {"name": member}
    if not case.secrets_policy:
        yield _("No secrets policy is agreed yet.")
    for member in members:
        if not member.screened:  # type: ignore[attr-defined] # annotated in _members
            yield _("%(name)s was not yet asked alone about safety.") % {"name": member}


def _without_consent(members: Iterable[CaseMember]) -> Iterable[str]:
    for member in members:
        if member.is_present and not member.agreed_therapy:  # type: ignore[attr-defined] # annotated in _members
            yield _("%(name)s: no consent to therapy on record yet.") % {"name": member}
