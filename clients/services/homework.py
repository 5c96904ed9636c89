"""Giving exercises, taking them back unopened, setting them aside. No answer is written here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import (
    Answer,
    Assignment,
    AssignmentGrant,
    Case,
    CaseMember,
    Journey,
)
from clients.services.cases import joint_steps_open
from practice.models import Exercise
from practice.services import audit

To = Literal["A", "B", "each", "together"]
GRANT = "answer_assignment"


@dataclass(frozen=True)
class Ground:
    """What stands for or against giving something in one case, looked up once."""

    case: Case
    present: dict[str, CaseMember]  # by place: those who are still part of the case
    joint_open: bool

    @classmethod
    def of(cls, case: Case, members: Iterable[CaseMember], *, joint_open: bool) -> "Ground":
        return cls(case, {m.position: m for m in members if m.is_present}, joint_open)

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
        if exercise.not_workable_because:
            return exercise.not_workable_because
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
        if not self.joint_open:
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
    delivers_at: datetime | None = None,
    what_fits: bool = False,
) -> list[Assignment]:
    """Give all of `exercises` to partner A, to B, to "each", or to both "together"; or none.

    With `what_fits` those that cannot be given so are left out, and what one partner has open still
    goes to the other. Rows and grants are written in bulk: a whole programme for two costs five
    queries. Raises ValidationError with one line for each exercise that cannot be given so.
    """
    case = journey.case
    members = _members_with_permission(case)
    ground = Ground.of(case, members, joint_open=to == "together" and joint_steps_open(case))
    receivers = ground.receivers(to)
    holders = _holders(journey, exercises, receivers)
    enough = len(receivers) if what_fits else 1
    given, against = _sorted_out(ground, exercises, to, holders, enough)
    _refuse(exercises, against, is_fine=what_fits and bool(given))
    now = timezone.now()
    alike = {
        "case": case,
        "journey": journey,
        "cycle": journey.cycle,
        "given_by": actor,
        "given_at": now,
        "delivers_at": delivers_at or now,
        "suggested_on": suggested_on,
        "message": message.strip(),
    }
    rows = Assignment.objects.bulk_create(
        Assignment(exercise=exercise, member=receiver, **alike) for exercise, receiver in given
    )
    _grant(rows, list(ground.present.values()))
    audit.record(actor, "exercises.given", journey, case=case, rows=len(rows), to=to)
    return rows


@transaction.atomic
def take_back(actor: Any, assignment: Assignment) -> None:
    """Undo the giving, while nobody opened it and no word was written."""
    # The lock makes an opening or a first word that arrives meanwhile wait, and then find nothing.
    untouched = Assignment.objects.select_for_update().filter(
        ~Exists(Answer.objects.filter(assignment=OuterRef("pk"))), pk=assignment.pk, opened_at=None
    )
    row = untouched.first()
    if row is None:
        raise ValidationError(_("This has been opened: set it aside instead."))
    # Before it is gone: Django takes the key off a deleted row.
    audit.record(actor, "exercise.taken_back", row, case=row.case_id)
    row.delete()


@transaction.atomic
def set_aside(actor: Any, assignment: Assignment, *, because: str) -> Assignment:
    """Close it for now, with a reason; the words already written stay."""
    if not because.strip():
        raise ValidationError({"because": _("Say in a few words why you set this aside.")})
    assignment.status = Assignment.Status.SET_ASIDE
    assignment.set_aside_at = timezone.now()
    assignment.set_aside_because = because.strip()
    assignment.save(update_fields=["status", "set_aside_at", "set_aside_because"])
    audit.record(actor, "exercise.set_aside", assignment, case=assignment.case_id)
    return assignment


@transaction.atomic
def put_back(actor: Any, assignment: Assignment) -> Assignment:
    """Open it again where it stood: done for now if it was, open otherwise."""
    status = Assignment.Status
    assignment.status = status.DONE if assignment.done_at else status.OPEN
    assignment.set_aside_at = None
    assignment.save(update_fields=["status", "set_aside_at"])
    audit.record(actor, "exercise.put_back", assignment, case=assignment.case_id)
    return assignment


def _members_with_permission(case: Case) -> list[CaseMember]:
    """The members with their logins, and on each row the key of the permission to grant.

    Held against a change until the giving is done, so that somebody who leaves just now is not
    granted anything after the leaving.
    """
    permission = Permission.objects.filter(content_type__app_label="clients", codename=GRANT)
    members = CaseMember.objects.filter(case=case).select_related("client")
    members = members.annotate(permission_key=Subquery(permission.values("pk")[:1]))
    return list(members.select_for_update(of=("self",)))


def _holders(
    journey: Journey, exercises: Sequence[Exercise], receivers: list[CaseMember | None]
) -> dict[UUID, list[CaseMember | None]]:
    """Exercise -> those of `receivers` who have it open already in this turn of the journey."""
    rows = Assignment.objects.filter(
        journey=journey,
        cycle=journey.cycle,
        status=Assignment.Status.OPEN,
        # By key: a newer version of an exercise is the same thing to try.
        exercise__key__in=[exercise.key for exercise in exercises],
    )
    still_open = set(rows.values_list("exercise__key", "member_id"))
    return {
        one.pk: [r for r in receivers if (one.key, r and r.pk) in still_open] for one in exercises
    }


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
