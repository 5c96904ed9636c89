"""Steps that two people do together: opened and closed by the therapist, with a version for one.

To both a step that is not open looks the same, whatever keeps it closed; the reason is told to
the therapist alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Assignment, Case, CaseMember
from clients.services.cases import count_cleared, is_cleared
from clients.services.delivery import hold_people
from clients.services.grants import sync_grants
from clients.services.readiness import Level, lowest_level, needed_level
from practice.models import Exercise
from practice.services import audit


@dataclass(frozen=True)
class JointGround:
    """What a couple's case allows together just now, looked up once for a whole page."""

    case: Case
    is_cleared: bool
    lowest: Level

    @classmethod
    def of(cls, case: Case, members: Iterable[CaseMember], *, cleared: int) -> "JointGround":
        """`cleared` counts the `cleared_members`."""
        return cls(case, is_cleared(case, cleared), lowest_level(members))

    def against(self, exercise: Exercise) -> str:
        """Why it stays closed, in words for the therapist; empty when it may be opened."""
        if self.case.safety_flag:
            return _("A safety concern stands. Joint steps are closed.")
        if not self.is_cleared:
            return _("Joint steps open once each person was asked alone about safety.")
        needed = needed_level(exercise)
        if needed > self.lowest:
            return _("It asks for “%(needed)s”. The two levels allow “%(lowest)s” just now.") % {
                "needed": needed.label,
                "lowest": self.lowest.label,
            }
        return ""


def ground_of(case: Case) -> JointGround:
    """The same, looked up afresh."""
    members = CaseMember.objects.filter(case=case)
    return JointGround.of(case, members, cleared=count_cleared(case))


def why_closed(case: Case, rows: Sequence[Assignment]) -> list[tuple[str, str]]:
    """Title and reason of each joint step in `rows` that may not be opened now."""
    if not rows:
        return []
    ground = ground_of(case)
    reasons = [(row.exercise.title, ground.against(row.exercise)) for row in rows]
    return [(title, why) for title, why in reasons if why]


def open_at_once(rows: Iterable[Assignment], ground: JointGround) -> None:
    """On rows that are not stored yet: what may be open is open from the start."""
    for row in rows:
        if not ground.against(row.exercise):
            row.opened_for_both_at = row.given_at


@transaction.atomic
def open_for_both(actor: Any, assignment: Assignment) -> None:
    """Both may do it from now on; ValidationError says to the therapist why they may not."""
    # Held, so that nobody lowers their level between the look and the opening.
    list(hold_people(assignment.case_id))
    case = Case.objects.get(pk=assignment.case_id)
    if assignment.member_id is not None:
        raise ValidationError(_("This is for one person. It is open as it is."))
    if why := ground_of(case).against(assignment.exercise):
        raise ValidationError(why)
    rows = Assignment.objects.filter(pk=assignment.pk, opened_for_both_at=None)
    if rows.update(opened_for_both_at=timezone.now()):
        audit.record(actor, "joint_step.opened", assignment, case=case)


@transaction.atomic
def close_for_both(actor: Any, assignment: Assignment) -> None:
    """It looks to both as if it had not been opened yet; what they wrote stays."""
    rows = Assignment.objects.filter(pk=assignment.pk, opened_for_both_at__isnull=False)
    if rows.update(opened_for_both_at=None):
        audit.record(actor, "joint_step.closed", assignment, case=assignment.case_id)


def is_open_for_both(assignment: Assignment, *, cleared: bool) -> bool:
    """`cleared` is `joint_steps_open` of its case: asked at every look, and not only on closing."""
    return assignment.opened_for_both_at is not None and cleared


@transaction.atomic
def version_for_one(user: Any, joint: Assignment) -> Assignment:
    """The person's own copy of a joint step; the same one however often it is asked for."""
    # Held: two taps at once find one copy.
    members = CaseMember.objects.of_login(user).select_for_update(of=("self",))
    member = members.get(case=joint.case_id)
    own = Assignment.objects.filter(for_one_of=joint, member=member).first()
    if own is not None:
        return own
    now = timezone.now()
    own = Assignment.objects.create(
        case=joint.case,
        journey=joint.journey,
        exercise=joint.exercise,
        member=member,
        cycle=joint.cycle,
        given_by_id=joint.given_by_id,
        given_at=now,
        # As the step itself: somebody who rests finds at once what they asked for.
        delivers_at=joint.delivers_at,
        for_one_of=joint,
    )
    sync_grants(joint.case)
    audit.record(user, "version_for_one.begun", own, case=joint.case_id)
    return own
