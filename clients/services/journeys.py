"""A case's way through a programme: starting, entering phases, the next turn of the spiral."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from clients.models import Case, CaseMember, Journey, PhaseVisit
from practice.models import Phase, Practice, Programme
from practice.services import audit


def today() -> date:
    """The date where the practice is; `happened on` and `entered on` go by it."""
    return Practice.load().today()


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
    _refuse_future(started_on, "started_on")
    under_way = case.journeys.filter(programme__key=programme.key, ended_on=None)
    if under_way.exists():
        raise ValidationError({"programme": _("This case is on this way already.")})
    first = programme.phases.order_by("number").first()
    if first is None:
        raise ValidationError({"programme": _("This programme has no phases to enter.")})
    journey = Journey.objects.create(case=case, programme=programme, started_on=started_on)
    PhaseVisit.objects.create(journey=journey, phase=first, entered_on=started_on)
    audit.record(actor, "journey.started", journey, case=case)
    return journey


@transaction.atomic
def enter_phase(
    actor: Any,
    journey: Journey,
    phase: Phase,
    *,
    member: CaseMember | None = None,
    why: str = "",
    on: date | None = None,
) -> PhaseVisit:
    """Everybody, or `member` alone, moves to `phase`; the stay they leave keeps the reason.

    Any phase may be entered, again too. When everybody moves, members who stood elsewhere join.
    Raises ValidationError when they stand there already, or for an impossible day.
    """
    on = on or today()
    journey = _locked(journey, phase)
    open_visits = list(journey.visits.filter(left_on=None))
    common = next((visit for visit in open_visits if visit.member_id is None), None)
    own = [visit for visit in open_visits if visit.member_id is not None]
    if member is not None:
        own = [visit for visit in own if visit.member_id == member.pk]
        visit = _move_one(journey, phase, member, common=common, own=own, why=why, on=on)
    else:
        visit = _move_all(journey, phase, common=common, own=own, why=why, on=on)
    audit.record(actor, "phase.entered", visit, case=journey.case_id, phase=phase.key)
    return visit


@transaction.atomic
def begin_cycle(
    actor: Any, journey: Journey, phase: Phase, *, why: str = "", on: date | None = None
) -> PhaseVisit:
    """The next turn of the spiral, begun by everybody in `phase`; earlier turns stay as told."""
    journey = _locked(journey, phase)
    on = on or today()
    _leave(list(journey.visits.filter(left_on=None)), why=why, on=on)
    journey.cycle += 1
    journey.save(update_fields=["cycle"])
    visit = _enter(journey, phase, None, why=why, on=on)
    audit.record(actor, "cycle.begun", journey, case=journey.case_id, cycle=journey.cycle)
    return visit


def _locked(journey: Journey, phase: Phase) -> Journey:
    """The journey, held until the move is done, so that two moves come one after the other."""
    if phase.programme_id != journey.programme_id:
        raise ValidationError({"phase": _("This phase belongs to another programme.")})
    return Journey.objects.select_for_update().get(pk=journey.pk)


def _move_all(
    journey: Journey,
    phase: Phase,
    *,
    common: PhaseVisit | None,
    own: list[PhaseVisit],
    why: str,
    on: date,
) -> PhaseVisit:
    if common is not None and common.phase_id == phase.pk:
        if not own:
            raise ValidationError({"phase": _("You are in this phase already.")})
        _leave(own, why=why, on=on)
        return common
    _leave([*own, *([common] if common else [])], why=why, on=on)
    return _enter(journey, phase, None, why=why, on=on)


def _move_one(
    journey: Journey,
    phase: Phase,
    member: CaseMember,
    *,
    common: PhaseVisit | None,
    own: list[PhaseVisit],
    why: str,
    on: date,
) -> PhaseVisit:
    stands_in = own[0] if own else common
    if stands_in is not None and stands_in.phase_id == phase.pk:
        message = _("%(name)s is in this phase already.") % {"name": member}
        raise ValidationError({"phase": message})
    _leave(own, why=why, on=on)
    if common is not None and common.phase_id == phase.pk:
        return common  # back with the other: the common stay goes on
    return _enter(journey, phase, member, why=why, on=on)


def _enter(
    journey: Journey, phase: Phase, member: CaseMember | None, *, why: str, on: date
) -> PhaseVisit:
    return PhaseVisit.objects.create(
        journey=journey,
        phase=phase,
        member=member,
        cycle=journey.cycle,
        entered_on=on,
        why_entered=why.strip(),
    )


def _leave(visits: list[PhaseVisit], *, why: str, on: date) -> None:
    _refuse_future(on, "on")
    for visit in visits:
        if on < visit.entered_on:
            raise ValidationError({"on": _("This is before the last move. Choose a later day.")})
        visit.left_on = on
        visit.why_left = why.strip()
        visit.save(update_fields=["left_on", "why_left"])


def _refuse_future(on: date, field: str) -> None:
    if on > today():
        raise ValidationError({field: _("This day has not come yet. Choose today or earlier.")})
