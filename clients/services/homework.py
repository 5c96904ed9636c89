"""Giving exercises, taking them back unopened, setting them aside. No answer is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from uuid import UUID

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import (
    Assignment,
    AssignmentGrant,
    Case,
    CaseMember,
    Journey,
)
from clients.services.cases import cleared_members, is_cleared
from clients.services.delivery import (
    When,
    hand_on,
    hold,
    hold_open,
    hold_people,
    line_up,
    refuse_pace,
    rejoin,
)
from clients.services.joint_steps import JointGround, open_at_once
from practice.models import Exercise
from practice.services import audit

To = Literal["A", "B", "each", "together"]
GRANT = "answer_assignment"
ASIDE = ["status", "set_aside_at", "set_aside_by", "set_aside_because", "set_aside_reason"]


@dataclass(frozen=True)
class Ground:
    """What stands for or against giving something in one case, looked up once."""

    case: Case
    present: dict[str, CaseMember]  # by place: those who are still part of the case
    cleared: int  # how many of them were asked alone with a clear outcome

    @classmethod
    def of(cls, case: Case, members: Iterable[CaseMember], *, cleared: int) -> "Ground":
        return cls(case, {m.position: m for m in members if m.is_present}, cleared)

    def receivers(self, to: str) -> list[CaseMember | None]:
        """One row each: a member, or None for a row that both answer together."""
        if to == "together":
            return [None]
        if to == "each":
            return list(self.present.values())
        return [self.present[to]] if to in self.present else []

    def against(self, exercise: Exercise, to: str) -> str:
        """Why `exercise` cannot be given so, in words for the therapist; empty when it can."""
        # A joint task, or one more task at all, may be the next occasion for harm.
        if self.case.safety_flag:
            return _("A safety concern stands. Giving things to try is paused.")
        if exercise.faces_partner and self.cleared < len(self.present):
            return _("It faces the partner. First ask each person alone about safety.")
        if to == "together":
            return self._against_together(exercise)
        if "individual" not in exercise.who:
            return _("This is made for both together.")
        if not self.receivers(to):
            return _("Nobody stands in this place of the case.")
        return ""

    def _against_together(self, exercise: Exercise) -> str:
        if not self.case.is_couple or len(self.present) < 2:
            return _("Doing it together needs two people in the case.")
        if "together" not in exercise.who:
            return _("This is made for one person. Give each their own.")
        if not is_cleared(self.case, self.cleared):
            return _("Joint steps open once each person was asked alone about safety.")
        return ""


@transaction.atomic
def assign_exercises(
    actor: Any,
    journey: Journey,
    exercises: Sequence[Exercise],
    *,
    to: str,
    message: str = "",
    suggested_on: date | None = None,
    when: When | None = None,
    what_fits: bool = False,
) -> list[Assignment]:
    """Give all of `exercises` to partner A, to B, to "each", or to both "together"; or none.

    When each comes is settled in delivery.py. With `what_fits` those that cannot be given so are
    left out, and what one partner has open still goes to the other. Rows and grants are written in
    bulk: a whole programme for two costs five queries. Raises ValidationError with one line for
    each exercise that cannot be given so.
    """
    case = journey.case
    members = _members_with_permission(case)
    cleared = next((m.cleared for m in members), 0)  # type: ignore[attr-defined] # annotated below
    ground = Ground.of(case, members, cleared=cleared)
    receivers = ground.receivers(to)
    when = when or When()
    refuse_pace(when, together=to == "together")
    still_open = hold_open(case)
    holders = _holders(journey, exercises, receivers, still_open)
    enough = len(receivers) if what_fits else 1
    given, against = _sorted_out(ground, exercises, to, holders, enough)
    _refuse(exercises, against, is_fine=what_fits and bool(given))
    alike = {
        "case": case,
        "journey": journey,
        "cycle": journey.cycle,
        "given_by": actor,
        "given_at": timezone.now(),
        "suggested_on": suggested_on,
        "message": message.strip(),
    }
    rows = [Assignment(exercise=exercise, member=receiver, **alike) for exercise, receiver in given]
    line_up(rows, still_open, when)
    if to == "together":
        open_at_once(rows, JointGround.of(case, members, cleared=ground.cleared))
    Assignment.objects.bulk_create(rows)
    _grant(rows, list(ground.present.values()))
    audit.record(actor, "exercises.given", journey, case=case, rows=len(rows), to=to)
    return rows


@transaction.atomic
def take_back(actor: Any, assignment: Assignment) -> None:
    """Undo the giving, while nobody opened it and no word was written."""
    # The lock makes an opening or a first word that arrives meanwhile wait, and then find nothing.
    row = hold(assignment)
    if row.opened_at is not None or row.answers.exists():
        raise ValidationError(_("This has been opened: set it aside instead."))
    hand_on(row)
    # Before it is gone: Django takes the key off a deleted row.
    audit.record(actor, "exercise.taken_back", row, case=row.case_id)
    row.delete()


@transaction.atomic
def set_aside(actor: Any, assignment: Assignment, *, because: str) -> Assignment:
    """Close it for now, with a reason; the words already written stay."""
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why you set this aside.")})
    return lay_aside(actor, hold(assignment), because=because)


def lay_aside(actor: Any, row: Assignment, *, because: str, reason: str = "") -> Assignment:
    """Close a held row for now; `because` are the words of `actor`, `reason` a client's own tap."""
    if row.status == Assignment.Status.OPEN:
        hand_on(row)
    row.status = Assignment.Status.SET_ASIDE
    row.set_aside_at, row.set_aside_by = timezone.now(), actor
    row.set_aside_because, row.set_aside_reason = because.strip(), reason
    row.save(update_fields=ASIDE)
    audit.record(actor, "exercise.set_aside", row, case=row.case_id)
    return row


@transaction.atomic
def put_back(actor: Any, assignment: Assignment) -> Assignment:
    """Open it again where it stood: done for now if it was, open otherwise."""
    row, status = hold(assignment), Assignment.Status
    row.status = status.DONE if row.done_at else status.OPEN
    row.set_aside_at = None
    row.save(update_fields=["status", "set_aside_at"])
    if row.status == status.OPEN:
        rejoin(row)
    audit.record(actor, "exercise.put_back", row, case=row.case_id)
    return row


def _members_with_permission(case: Case) -> list[CaseMember]:
    """The members with their logins; each row with the key of the permission to grant.

    And with how many of them were asked alone, with a clear outcome.

    Held against a change until the giving is done, so that somebody who leaves just now is not
    granted anything after the leaving.
    """
    permission = Permission.objects.filter(content_type__app_label="clients", codename=GRANT)
    permission_key = Subquery(permission.values("pk")[:1])
    members = hold_people(case).select_related("client")
    return list(members.annotate(permission_key=permission_key, cleared=cleared_members("case_id")))


def _holders(
    journey: Journey,
    exercises: Sequence[Exercise],
    receivers: list[CaseMember | None],
    still_open: Sequence[Assignment],
) -> dict[UUID, list[CaseMember | None]]:
    """Exercise -> those of `receivers` who have it open already in this turn of the journey."""
    # By key: a newer version of an exercise is the same thing to try.
    held = {
        (row.exercise.key, row.member_id)
        for row in still_open
        if (row.journey_id, row.cycle) == (journey.pk, journey.cycle)
    }
    return {one.pk: [r for r in receivers if (one.key, r and r.pk) in held] for one in exercises}


def _still_with(holders: list[CaseMember | None], enough: int) -> str:
    """What is open with `enough` people is not given again: that, in words; empty otherwise."""
    if len(holders) < enough or not holders:
        return ""
    names = ", ".join(str(holder or _("both")) for holder in holders)
    return _("This is still open with %(name)s.") % {"name": names}


def _sorted_out(
    ground: Ground,
    exercises: Sequence[Exercise],
    to: str,
    holders: dict[UUID, list[CaseMember | None]],
    enough: int,
) -> tuple[list[tuple[Exercise, CaseMember | None]], list[str]]:
    """What goes to whom, and a line for each exercise that cannot be given so."""
    given: list[tuple[Exercise, CaseMember | None]] = []
    against: list[str] = []
    for one in exercises:
        held = holders[one.pk]
        if why := ground.against(one, to) or _still_with(held, enough):
            against.append(f"{one.title}: {why}")
        else:
            given += [(one, who) for who in ground.receivers(to) if who not in held]
    return given, against


def _refuse(exercises: Sequence[Exercise], against: list[str], *, is_fine: bool) -> None:
    if not exercises:
        raise ValidationError(_("Choose at least one thing to give."))
    if against and not is_fine:
        raise ValidationError(against)


def _grant(rows: list[Assignment], present: list[CaseMember]) -> None:
    """What sync_grants would derive for these new rows, without reading the whole case."""
    AssignmentGrant.objects.bulk_create(
        AssignmentGrant(
            user_id=member.client.user_id,
            permission_id=member.permission_key,  # type: ignore[attr-defined] # annotated above
            content_object=row,
        )
        for row in rows
        for member in present
        if member.client.user_id and row.member_id in (None, member.pk)
    )
