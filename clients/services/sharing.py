"""Giving an answer to others, and taking it back. Reading is decided by the grants it leads to."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case
from clients.models.answer import NOT_AN_ENTRY, REACH_PARTNER
from clients.services.cases import joint_steps_open
from clients.services.grants import sync_grants
from clients.services.parts import lock_open, own_answer
from clients.services.placing import scores_follow
from clients.services.revisions import AUDIENCE, keep_revision
from practice.fields.base import FieldSpec
from practice.models import Exercise, Practice
from practice.services import audit
from practice.services.saving import Closed


def next_morning(now: datetime) -> datetime:
    """Tomorrow's morning on the practice's clock: the time to think a share over."""
    practice = Practice.load()
    return practice.morning(practice.local(now).date() + timedelta(days=1))


def offered_audiences(exercise: Exercise, case: Case, *, joint_open: bool) -> list[str]:
    """What the author may choose of what the exercise allows; the partner only when it is open."""
    partner_open = case.is_couple and joint_open
    return [a for a in exercise.audiences if partner_open or a not in REACH_PARTNER]


def shared_fields(exercise: Exercise) -> list[FieldSpec]:
    """The fields that go to the partner with a shared answer; some stay with the therapist."""
    return [spec for spec in exercise.fields if spec.audience in (None, *REACH_PARTNER)]


@transaction.atomic
def choose_audience(
    user: Any, assignment: Assignment, audience: str, *, share_now: bool = False
) -> Answer:
    """`change_audience` of the person's own part, which may be chosen before a word is typed."""
    answer = Answer.objects.mine(user).filter(assignment=assignment, entry=NOT_AN_ENTRY).first()
    # An empty share would lead the partner to a page with nothing on it.
    if audience in REACH_PARTNER and (answer is None or not answer.data):
        raise ValidationError(_("Write something first. Then you can share it."))
    if answer is None:
        answer = own_answer(user, lock_open(user, assignment), now=timezone.now())
        answer.save()
    return change_audience(user, answer, audience, share_now=share_now)


@transaction.atomic
def change_audience(user: Any, answer: Answer, audience: str, *, share_now: bool = False) -> Answer:
    """Only the author, only what is offered. A share with the partner goes out next morning.

    Narrowing closes at once. Raises ValidationError with words for the author, and Closed when
    the answer is no longer in their hands.
    """
    rows = Answer.objects.mine(user).select_for_update(of=("self",))
    row = (
        rows.select_related("assignment__exercise", "assignment__case").filter(pk=answer.pk).first()
    )
    if row is None:
        raise Closed(_("This is closed to you now."))
    case, now = row.assignment.case, timezone.now()
    _check(row, audience, case)
    before = row.audience
    shares_on = _goes_out(row, audience, share_now=share_now, now=now)
    if (audience, shares_on) == (before, row.shares_on):
        return row
    # What the others could read until now can be shown again, whatever is typed later.
    if audience != before:
        keep_revision(row, reason=AUDIENCE, now=now)
    row.audience, row.shares_on = audience, shares_on
    row.save(update_fields=["audience", "shares_on"])
    scores_follow(row)
    sync_grants(case)
    audit.record(user, "answer.audience_changed", row, case=case, before=before, after=audience)
    return row


def _check(answer: Answer, audience: str, case: Case) -> None:
    exercise = answer.assignment.exercise
    if audience not in exercise.audiences:
        raise ValidationError(_("Please choose one of these."))
    # From one audience with the partner to another nothing more reaches them, and less may.
    widens = audience in REACH_PARTNER and answer.audience not in REACH_PARTNER
    if widens and not joint_steps_open(case):
        raise ValidationError(_("This is not open just now. You can bring it to a session."))


def _goes_out(answer: Answer, audience: str, *, share_now: bool, now: datetime) -> datetime | None:
    """When the partner may read it; a share that has gone out, or waits, keeps its time."""
    if audience not in REACH_PARTNER:
        return None
    if answer.shares_on is not None and (answer.shares_on <= now or not share_now):
        return answer.shares_on
    return now if share_now else next_morning(now)
