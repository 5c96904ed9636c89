"""The parts that an exercise is written in, a member's own and the joint one: found and held.

Whoever writes into a part holds its assignment first; what is written is no business of this file.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, CaseMember
from clients.models.answer import NOT_AN_ENTRY, REACH_PARTNER, Audience
from clients.services.cases import joint_steps_open
from clients.services.joint_steps import is_open_for_both
from practice.services.saving import Closed


def lock_open(user: Any, assignment: Assignment) -> Assignment:
    """The assignment, held for this transaction, as long as it still takes words; or Closed.

    Every writer of its answers holds it first, so that no two of them work on one old text.
    """
    # "self": PostgreSQL refuses to lock the outer side of a join, and the case is read alone.
    rows = Assignment.objects.mine(user).select_for_update(of=("self",))
    row = rows.select_related("exercise", "case").filter(pk=assignment.pk).first()
    if row is None:
        raise Closed(_("This is closed to you now. You can still copy your words."))
    if row.status == Assignment.Status.SET_ASIDE:
        raise Closed(_("This was set aside for now. Your words from before are kept."))
    if row.case.closed_on is not None:
        raise Closed(_("Your time here has ended. You can still read and copy your words."))
    if row.together and not is_open_for_both(row, cleared=joint_steps_open(row.case)):
        raise Closed(_("This is not open yet. You can talk about it in a session."))
    return row


def own_answer(
    user: Any, assignment: Assignment, *, now: datetime, entry: UUID = NOT_AN_ENTRY
) -> Answer:
    """The person's own part, or their entry of a log; or a new one that is not stored yet."""
    # Also at the door: what was half typed when something new was to be agreed to is kept.
    held = Answer.objects.in_hand(user).select_for_update(of=("self",))
    found = held.filter(assignment=assignment)
    # Both in one query: an entry takes after what was chosen for its log as a whole.
    parts = {answer.entry: answer for answer in found.filter(entry__in=[entry, NOT_AN_ENTRY])}
    answer = parts.get(entry)
    if answer is None:
        member = CaseMember.objects.at_door(user).get(case=assignment.case_id)
        audience = starting_audience(assignment, parts.get(NOT_AN_ENTRY))
        answer = _new(assignment, now, member=member, audience=audience, entry=entry)
    answer.assignment = assignment  # with its exercise and case, which nobody fetches again
    return answer


def starting_audience(assignment: Assignment, log: Answer | None) -> str:
    """Who a new answer reaches: as the exercise says, or as was chosen for the log around it."""
    # Never the partner: what is shared is shared word by word.
    if log is None or log.audience in REACH_PARTNER:
        return first_audience(assignment)
    return log.audience


def first_audience(assignment: Assignment) -> str:
    """Who an own part reaches before its author chose; no default reaches the partner."""
    if assignment.is_gift:
        return Audience.SELF
    told = assignment.exercise.default_audience
    return Audience.THERAPIST if told in REACH_PARTNER else told


def allowed_audiences(assignment: Assignment) -> list[str]:
    """What its author may choose at all: a gift is kept, or given."""
    if assignment.is_gift:
        return [Audience.SELF, Audience.ALL]
    return assignment.exercise.audiences


def joint_answer(assignment: Assignment, *, now: datetime, entry: UUID = NOT_AN_ENTRY) -> Answer:
    """The part that both write, or a new one that is not stored yet; both and their therapist."""
    # Without `mine`: it has no member. Who may write here was asked of the assignment.
    found = Answer.objects.select_for_update().filter(assignment=assignment, member=None)
    answer = found.filter(entry=entry).first()
    if answer is None:
        answer = _new(assignment, now, member=None, audience=Audience.ALL, entry=entry)
    answer.assignment = assignment
    return answer


def _new(assignment: Assignment, now: datetime, **fields: Any) -> Answer:
    return Answer(assignment=assignment, created_at=now, changed_at=now, **fields)


def part_of(
    user: Any, assignment: Assignment, *, joint: bool, now: datetime, entry: UUID = NOT_AN_ENTRY
) -> Answer:
    if joint:
        return joint_answer(assignment, now=now, entry=entry)
    return own_answer(user, assignment, now=now, entry=entry)
