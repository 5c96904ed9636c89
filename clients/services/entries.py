"""Entries of a log: caught in one line, and taken away while nobody else could ever read them.

Whatever is written into an entry afterwards is saved as any answer is (answers.py).
"""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY, Audience
from clients.services.grants import sync_grants
from clients.services.latest import latest_first
from clients.services.parts import lock_open, part_of
from clients.services.reading import answerable, is_joint
from practice.fields.logs import kind_of, log_field
from practice.models import AuditEvent
from practice.services import audit
from practice.services.saving import Closed, save_once

SHOWN = 20  # entries of a log on one page


@dataclass(frozen=True)
class Line:
    """A moment in one line; `when` is a day, or words for a time. `is_hard`: nothing was better."""

    words: str
    when: date | str
    is_hard: bool = False


def add_entry(user: Any, assignment: Assignment, line: Line, *, key: uuid.UUID) -> uuid.UUID:
    """The id of the new entry; a line that is sent twice under one `key` makes one.

    Raises Closed when the log takes no more.
    """
    reply = save_once(user, key, lambda: {"entry": str(_add(user, assignment, line))})
    return uuid.UUID(reply["entry"])


def _add(user: Any, assignment: Assignment, line: Line) -> uuid.UUID:
    assignment = lock_open(user, assignment)
    spec = log_field(answerable(assignment))
    if spec is None:
        raise Closed(_("This is closed to you now. You can still copy your words."))
    log, entry, now = kind_of(spec), uuid.uuid4(), timezone.now()
    value = log.captured(spec, line.words, line.when, is_hard=line.is_hard)
    joint = is_joint(assignment, spec)
    answer = part_of(user, assignment, joint=joint, now=now, entry=entry)
    if value is not None:
        answer.data = {spec.key: log.marked(value, str(entry))}
        answer.happened_on = log.happened_on(value)
    answer.version, answer.field_versions = 1, {spec.key: 1}
    answer.save()
    if joint:
        sync_grants(assignment.case)  # joint words are there for both from the first one
    audit.record(user, "answer.written", answer, case=assignment.case_id)
    return entry


def entries_shown(
    written: QuerySet[Answer], assignment: Assignment, entry: uuid.UUID, start: int
) -> QuerySet[Answer]:
    """The entries on one page of a log, and one more that tells of a next page."""
    if entry != NOT_AN_ENTRY or log_field(assignment.exercise.fields) is None:
        return Answer.objects.none()
    return latest_first(written.exclude(entry=NOT_AN_ENTRY))[start : start + SHOWN + 1]


def may_delete(answer: Answer) -> bool:
    """Whether nobody but its author could ever read it."""
    if answer.member_id is None or answer.audience != Audience.SELF:
        return False
    # Kept to oneself now, it may have been open to others before; the audit trail knows.
    was = AuditEvent.objects.filter(action="answer.audience_changed", subject_id=answer.pk)
    return not was.filter(case_id=answer.assignment.case_id).exists()


@transaction.atomic
def delete_entry(user: Any, assignment: Assignment, entry: uuid.UUID) -> bool:
    """Take an entry away for good; what was taken up from it stays where it is. False if it stays.

    Only what was never open to anybody else: what others could read is part of what was told.
    """
    assignment = lock_open(user, assignment)
    rows = Answer.objects.mine(user).select_for_update(of=("self",))
    answer = rows.filter(assignment=assignment, entry=entry).first()
    if answer is None or not answer.is_entry or not may_delete(answer):
        return False
    audit.record(user, "answer.deleted", answer, case=assignment.case_id)
    answer.delete()
    return True
