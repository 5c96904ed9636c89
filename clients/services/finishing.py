"""Opening an exercise, being done with it for now, and taking it up again.

A minimum invites and never locks; a few taps finish anything. What a person chose instead of
writing stands in the answer's data under LOW_WORD, a key that no field can have.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clients.models import Answer, Assignment
from clients.models.answer import NOT_AN_ENTRY
from clients.services.delivery import come_after, hold_people
from clients.services.parts import lock_open, own_answer
from clients.services.reading import fields_at, is_joint
from clients.services.revisions import DONE, keep_revision
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.logs import log_field
from practice.services import audit

LOW_WORD = "_low_word"
LOW_WORDS = {
    "tell_therapist": _("I will tell my therapist"),
    "in_mind": _("I went through it in my mind"),
    "told_someone": _("I talked about it with someone"),
}


class NotYet(Exception):
    """Done was pressed early: what is still empty, and where a little more could help."""

    def __init__(self, missing: list[str], under: list[str]) -> None:
        super().__init__("not yet")
        self.missing = missing
        self.under = under


def low_word_of(answer: Answer | None) -> str:
    """What the person chose instead of writing, in words; empty when they wrote."""
    chosen = answer.data.get(LOW_WORD, "") if answer else ""
    return str(LOW_WORDS.get(chosen, ""))


def mark_opened(assignment: Assignment) -> None:
    """Remember the first opening, so that nobody takes back what was begun. Shown to no one."""
    if assignment.opened_at is None:
        Assignment.objects.filter(pk=assignment.pk, opened_at=None).update(opened_at=timezone.now())


@transaction.atomic
def mark_done(
    user: Any, assignment: Assignment, *, enough: bool = False, low_word: str = ""
) -> None:
    """Done for now: of the whole exercise, or of the person's own part where two do it together.

    Raises NotYet unless `enough` (a minimum is left as it is) or `low_word` (a key of LOW_WORDS,
    which finishes whatever is empty) says that it may rest; Closed when it takes no more.
    """
    list(hold_people(assignment.case_id))  # before the row, as everything that moves a line
    assignment = lock_open(user, assignment)
    now = timezone.now()
    answer = own_answer(user, assignment, now=now)
    specs = fields_at(assignment, NOT_AN_ENTRY)
    own = [spec for spec in specs if not is_joint(assignment, spec)]
    if low_word in LOW_WORDS:
        answer.data = answer.data | {LOW_WORD: low_word}
        answer.version += 1
        answer.changed_at = now
    else:
        _check(assignment, answer, own, enough=enough)
        # Whoever wrote after all did not choose a way without writing.
        answer.data = {key: value for key, value in answer.data.items() if key != LOW_WORD}
    keep_revision(answer, reason=DONE, now=now)
    answer.done_at = now
    answer.save()
    _set_status(assignment, Assignment.Status.DONE, now)
    come_after(assignment, member=answer.member_id)
    audit.record(user, "answer.done", answer, case=assignment.case_id)


@transaction.atomic
def reopen(user: Any, assignment: Assignment) -> None:
    """Take it up again; nothing that was written changes."""
    assignment = lock_open(user, assignment)
    answer = own_answer(user, assignment, now=timezone.now())
    if answer.done_at is not None:
        answer.done_at = None
        answer.save(update_fields=["done_at"])
        audit.record(user, "answer.reopened", answer, case=assignment.case_id)
    _set_status(assignment, Assignment.Status.OPEN, None)


def _check(assignment: Assignment, answer: Answer, specs: list[FieldSpec], *, enough: bool) -> None:
    missing, under = [], []
    for spec in specs:
        kind, value = registry.get(spec.kind), answer.data.get(spec.key)
        if kind.is_empty(value):
            missing += [spec.key] * spec.required
        elif not kind.is_enough(spec, value):
            under.append(spec.key)
    missing += _without_an_entry(assignment, answer)
    under += _under_the_whole(assignment, answer)
    if missing or (under and not enough):
        raise NotYet(missing, under)


def _without_an_entry(assignment: Assignment, answer: Answer) -> list[str]:
    """The field of a log in which nothing stands yet; an entry that both made will do."""
    spec = log_field(assignment.exercise.fields)
    if spec is None or not spec.required:
        return []
    entries = Answer.objects.filter(assignment=assignment).exclude(entry=NOT_AN_ENTRY)
    own = entries.filter(Q(member=answer.member_id) | Q(member=None))
    return [] if own.exists() else [spec.key]


def _under_the_whole(assignment: Assignment, answer: Answer) -> list[str]:
    """Fields still empty in an exercise that invites to fill "at least n of these"."""
    rule = assignment.exercise.body.get("finish") or {}
    empty = [key for key in rule.get("of", []) if answer.data.get(key) is None]
    filled = len(rule.get("of", [])) - len(empty)
    return empty if filled < rule.get("at_least", 0) else []


def _set_status(assignment: Assignment, status: str, done_at: Any) -> None:
    """A together exercise opens and closes by the therapist alone; its status stays."""
    if not assignment.together:
        Assignment.objects.filter(pk=assignment.pk).update(status=status, done_at=done_at)
