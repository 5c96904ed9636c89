"""Answers given on paper or in a session, entered by staff for a person.

Never a word over a word: whoever has a login may have written where nobody else reads, so what is
entered for them becomes a thing of its own, unless it had not come to them yet.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY, Audience
from clients.services.answers import answerable
from clients.services.delivery import come_after, hold, is_log
from clients.services.grants import sync_grants
from clients.services.placing import place_scores
from clients.services.revisions import DONE, keep_revision
from practice.fields.base import Value
from practice.models import Exercise, Practice
from practice.services import audit

# What was told to a therapist is no secret from them, and goes no further by itself.
ENTERED = (Audience.THERAPIST, Audience.SESSION)


def not_enterable_because(assignment: Assignment) -> str:
    """In words for staff; empty when an answer can be entered."""
    return _("A log is entered entry by entry.") if is_log(assignment.exercise) else ""


def entered_before(assignment: Assignment) -> Answer | None:
    """What staff entered here: the next entering corrects it."""
    if not _may_be_written(assignment):
        return None
    rows = Answer.objects.filter(assignment=assignment, member=assignment.member_id)
    return rows.filter(entry=NOT_AN_ENTRY, entered_by__isnull=False).first()


@transaction.atomic
def enter_answer(
    actor: Any, assignment: Assignment, *, values: Mapping[str, Value | None], happened_on: date
) -> Assignment:
    """Done for now, with these values of its fields; the thing that now holds them."""
    row = hold(assignment)
    if why := not_enterable_because(row):
        raise ValidationError(why)
    if not any(values.values()):
        raise ValidationError(_("Fill in at least one field."))
    now = timezone.now()
    target = row if _may_be_written(row) else _beside(actor, row, now)
    answer = entered_before(target) or _new(target, now)
    keep_revision(answer, reason=DONE, now=now)
    _write(answer, values, now)
    answer.entered_by, answer.happened_on = actor, happened_on
    answer.save()
    _finish(target, now)
    place_scores(answer, answerable(row), now=_moment(happened_on, now))
    sync_grants(target.case)
    audit.record(actor, "answer.entered", answer, case=target.case_id)
    return target


def _may_be_written(row: Assignment) -> bool:
    return row.member is not None and (row.member.client.user_id is None or row.is_waiting)


def _beside(actor: Any, row: Assignment, now: datetime) -> Assignment:
    """The same thing once more, given and finished in one; what is open stays open."""
    return Assignment.objects.create(
        case=row.case,
        journey_id=row.journey_id,
        exercise=row.exercise,
        member=row.member,
        cycle=row.cycle,
        given_by=actor,
        given_at=now,
        delivers_at=now,
    )


def _new(target: Assignment, now: datetime) -> Answer:
    return Answer(
        assignment=target,
        member=target.member,
        audience=_audience(target.exercise),
        created_at=now,
    )


def _audience(exercise: Exercise) -> str:
    told = exercise.default_audience
    return told if told in ENTERED else Audience.THERAPIST


def _write(answer: Answer, values: Mapping[str, Value | None], now: datetime) -> None:
    answer.version += 1
    answer.changed_at = answer.done_at = now
    merged = {**(answer.data or {}), **values}
    answer.data = {key: value for key, value in merged.items() if value is not None}
    answer.field_versions = answer.field_versions | dict.fromkeys(values, answer.version)


def _finish(target: Assignment, now: datetime) -> None:
    target.status, target.done_at = Assignment.Status.DONE, now
    # For a person with a login it stands among what is done, in their words.
    target.delivers_at = now if target.is_waiting else target.delivers_at
    target.save(update_fields=["status", "done_at", "delivers_at"])
    come_after(target)


def _moment(day: date, now: datetime) -> datetime:
    """The middle of an earlier day, since nobody knows the hour."""
    practice = Practice.load()
    return now if day == practice.today() else practice.instant(day, time(12))
