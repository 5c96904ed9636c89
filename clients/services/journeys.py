"""A case's way through a programme: starting, entering phases, the next turn of the spiral."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, Journey, PhaseVisit
from practice.models import Phase, Practice, Programme
from practice.services import audit

Stays = dict[UUID | None, PhaseVisit]  # the open stay of each member, and under None the common one


def current_visits(case: Case) -> QuerySet[PhaseVisit]:
    """Where people stand now: one stay for all, and one for each member who stands elsewhere."""
    visits = PhaseVisit.objects.current().filter(journey__case=case)
    return visits.select_related("phase", "journey__programme", "member__client")


def with_current_visits(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same for many cases at once, as the visits of their journeys."""
    visits = PhaseVisit.objects.current().select_related("phase", "member__client")
    return cases.prefetch_related(Prefetch("journeys__visits", visits))


@transaction.atomic
def start_journey(actor: Any, case: Case, programme: Programme, *, started_on: date) -> Journey:
    """Set out: the first phase is entered on the same day.

    Raises ValidationError for a programme without phases, one that is under way already in this
    case, and a day that has not come yet.
    """
    # A journey is what happened; plans are made in sessions.
    _refuse_future(started_on, "started_on")
    Case.objects.select_for_update().get(pk=case.pk)  # two starts come one after the other
    under_way = case.journeys.filter(programme__key=programme.key, ended_on=None)
    if under_way.exists():
        raise ValidationError({"programme": _("This case is on this way already.")})
    first = programme.phases.order_by("number").first()
    if first is None:
        raise ValidationError({"programme": _("This course has no phases to enter.")})
    journey = Journey.objects.create(case=case, programme=programme, started_on=started_on)
    PhaseVisit.objects.create(journey=journey, phase=first, entered_on=started_on)
    audit.record(actor, "journey.started", journey, case=case)
    return journey


@dataclass(frozen=True)
class _Move:
    """People leaving where they stood for `phase`: why, and on which day."""

    journey: Journey
    phase: Phase
    why: str
    on: date

    @classmethod
    def begin(cls, journey: Journey, phase: Phase, why: str, on: date | None) -> "_Move":
        """The journey is held until the move is done: two moves come one after the other."""
        if phase.programme_id != journey.programme_id:
            raise ValidationError({"phase": _("This phase belongs to another course.")})
        on = on or Practice.load().today()
        _refuse_future(on, "on")
        held = Journey.objects.select_for_update().get(pk=journey.pk)
        return cls(held, phase, why.strip(), on)

    def stays(self) -> Stays:
        return {visit.member_id: visit for visit in self.journey.visits.filter(left_on=None)}

    def leave(self, visits: Iterable[PhaseVisit]) -> None:
        for visit in visits:
            if self.on < visit.entered_on:
                message = _("This is before the last move. Choose a later day.")
                raise ValidationError({"on": message})
            visit.left_on = self.on
            visit.why_left = self.why
            visit.save(update_fields=["left_on", "why_left"])

    def enter(self, member: CaseMember | None = None) -> PhaseVisit:
        return PhaseVisit.objects.create(
            journey=self.journey,
            phase=self.phase,
            member=member,
            cycle=self.journey.cycle,
            entered_on=self.on,
            why_entered=self.why,
        )


@transaction.atomic
def enter_phase(
    actor: Any,
    journey: Journey,
    phase: Phase,
    *,
    member: CaseMember | None = None,
    why: str = "",
    on: date | None = None,
    again: bool = False,
) -> PhaseVisit:
    """Everybody, or `member` alone, moves to `phase`; the stay they leave keeps the reason.

    Any phase may be entered, again too; with `again` also the one they stand in, as a new stay.
    When everybody moves, members who stood elsewhere join. Raises ValidationError when they stand
    there already, or for an impossible day.
    """
    move = _Move.begin(journey, phase, why, on)
    stays = move.stays()
    if again:
        visit = _begin_again(move, stays, member)
    else:
        visit = _move_all(move, stays) if member is None else _move_one(move, stays, member)
    audit.record(actor, "phase.entered", visit, case=journey.case_id, phase=phase.key)
    return visit


@transaction.atomic
def begin_cycle(
    actor: Any,
    journey: Journey,
    phase: Phase,
    *,
    number: int,
    why: str = "",
    on: date | None = None,
) -> PhaseVisit:
    """Turn `number` of the spiral, begun by everybody in `phase`; earlier turns stay as told.

    Raises ValidationError when another one is next: a button pressed twice begins one turn.
    """
    move = _Move.begin(journey, phase, why, on)
    journey = move.journey
    if number != journey.cycle + 1:
        raise ValidationError(_("This cycle has begun already. The map shows where you are."))
    move.leave(move.stays().values())
    journey.cycle += 1
    journey.save(update_fields=["cycle"])
    visit = move.enter()
    audit.record(actor, "cycle.begun", journey, case=journey.case_id, cycle=journey.cycle)
    return visit


def _begin_again(move: _Move, stays: Stays, member: CaseMember | None) -> PhaseVisit:
    """A new stay beside those that are told already, wherever they stood."""
    own = stays.get(member.pk) if member else None
    move.leave(stays.values() if member is None else [own] if own else [])
    return move.enter(member)


def _move_all(move: _Move, stays: Stays) -> PhaseVisit:
    common = stays.get(None)
    if common is None or common.phase_id != move.phase.pk:
        move.leave(stays.values())
        return move.enter()
    elsewhere = [visit for visit in stays.values() if visit is not common]
    if not elsewhere:
        raise ValidationError({"phase": _("They are in this phase already.")})
    move.leave(elsewhere)
    return common


def _move_one(move: _Move, stays: Stays, member: CaseMember) -> PhaseVisit:
    common, own = stays.get(None), stays.get(member.pk)
    stands_in = own or common
    if stands_in is not None and stands_in.phase_id == move.phase.pk:
        message = _("%(name)s is in this phase already.") % {"name": member}
        raise ValidationError({"phase": message})
    move.leave([own] if own else [])
    if common is not None and common.phase_id == move.phase.pk:
        return common  # back with the other: the common stay goes on
    return move.enter(member)


def _refuse_future(on: date, field: str) -> None:
    if on > Practice.load().today():
        raise ValidationError({field: _("This day has not come yet. Choose today or earlier.")})
