"""Writing the plan of a session.

Typing leaves no audit line: it is a working paper that only the case's own therapists open.
"""

import uuid
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from practice.crypto import seal
from practice.fields.base import Posted
from practice.fields.texts import clean_typed, one_line, too_long
from practice.models import Question
from practice.services import audit
from practice.services.saving import Clash, NotRight
from sessions.models import Plan, PlanQuestion
from sessions.services.sections import Outcome, save_each, save_one

TEXTS = ("opening", "focus", "to_offer")
LONGEST_TEXT = 10_000
LONGEST_QUESTION = 500
MOST_QUESTIONS = 20
QUESTION = "q-"  # a question's section is q-<key>


def save_section(
    actor: Any, plan: Plan, *, section: str, posted: Posted, base: int, key: uuid.UUID
) -> dict[str, Any]:
    """Autosave of one text or one question; raises Clash, or NotRight for what is too long.

    A section that is gone meanwhile (a question taken out) is NotRight as well.
    """

    def write() -> int:
        held = _held(plan)
        _write(held, section, posted, base)
        return held.version

    return save_one(actor, key, write)


@transaction.atomic
def save_all(actor: Any, plan: Plan, *, posted: Posted, base: int) -> Outcome:
    """The whole form, as a browser without scripts sends it."""
    held = _held(plan)
    names = [f"{QUESTION}{key}" for key in held.questions.values_list("pk", flat=True)]
    # A page that is older than a question does not send it, and so leaves it as it is.
    sections = [name for name in TEXTS if posted.get(name) is not None]
    sections += [name for name in names if posted.get(f"{name}-words") is not None]
    return save_each(sections, lambda section: _write(held, section, posted, base))


@transaction.atomic
def take_question(actor: Any, plan: Plan, question: Question) -> PlanQuestion:
    """A question of the bank, taken into the plan in the bank's words; once is enough."""
    held = _held(plan)  # so that two taps, or two tabs, take it in once
    taken = held.questions.filter(question=question).first()
    return taken or _add(actor, held, question.text, question)


@transaction.atomic
def add_question(actor: Any, plan: Plan, words: str) -> PlanQuestion:
    """A question of one's own. Raises NotRight when it is empty or too long."""
    words = one_line(clean_typed(words))
    if not words:
        raise NotRight({"own": [_("Write the question first, then add it.")]})
    if problem := too_long(words, LONGEST_QUESTION):
        raise NotRight({"own": [problem]})
    return _add(actor, _held(plan), words)


@transaction.atomic
def remove_question(actor: Any, plan: Plan, key: uuid.UUID) -> None:
    """Taken out of the plan, with the words it had here."""
    _held(plan).questions.filter(pk=key).delete()
    _audit(actor, plan)


def _held(plan: Plan) -> Plan:
    """The row as it is now, held until the change is done."""
    return Plan.objects.select_for_update().get(pk=plan.pk)


def _audit(actor: Any, plan: Plan) -> None:
    audit.record(actor, "plan.questions_changed", plan, case=plan.therapy_session.case_id)


def _add(actor: Any, plan: Plan, words: str, question: Question | None = None) -> PlanQuestion:
    if plan.questions.count() >= MOST_QUESTIONS:
        message = _("There is room for %(most)s questions. Take one out first.")
        raise NotRight({"own": [message % {"most": MOST_QUESTIONS}]})
    _audit(actor, plan)
    last = plan.questions.aggregate(last=Max("position"))["last"]
    return plan.questions.create(question=question, words=words, position=(last or 0) + 1)


def _write(plan: Plan, section: str, posted: Posted, base: int) -> None:
    if section in TEXTS:
        _write_text(plan, section, posted, base)
    elif section.startswith(QUESTION):
        _write_question(plan, section, posted, base)
    else:
        raise NotRight({section: [_("There is no such part of the plan.")]})


def _write_text(plan: Plan, section: str, posted: Posted, base: int) -> None:
    typed = clean_typed(str(posted.get(section) or ""))
    stored = getattr(plan, section)
    if typed == stored:  # the same words are no change, whatever version they grew from
        return
    _check_base(plan, section, base, theirs=stored, yours=typed)
    _check_length(section, typed, LONGEST_TEXT)
    _store(plan, section, {section: seal(Plan, section, plan.pk, typed)})


def _write_question(plan: Plan, section: str, posted: Posted, base: int) -> None:
    question = plan.questions.filter(pk=_key_of(section)).first()
    if question is None:
        message = _("This question was taken out meanwhile. Copy your words to keep them.")
        raise NotRight({section: [message]})
    typed = one_line(clean_typed(str(posted.get(f"{section}-words") or "")))
    was_asked = bool(posted.get(f"{section}-asked"))
    if (typed, was_asked) == (question.words, question.was_asked):
        return
    _check_base(plan, section, base, theirs=question.words, yours=typed)
    _check_length(f"{section}-words", typed, LONGEST_QUESTION)
    question.words, question.was_asked = typed, was_asked
    question.save(update_fields=["words", "was_asked"])
    _store(plan, section, {})


def _key_of(section: str) -> uuid.UUID:
    try:
        return uuid.UUID(section.removeprefix(QUESTION))
    except ValueError:
        raise NotRight({section: [_("There is no such part of the plan.")]}) from None


def _check_base(plan: Plan, section: str, base: int, *, theirs: str, yours: str) -> None:
    """Clash when this section was changed since the version that the typed words grew from."""
    if plan.section_versions.get(section, 0) > base:
        raise Clash(version=plan.version, theirs=theirs, yours=yours)


def _check_length(name: str, typed: str, limit: int) -> None:
    if problem := too_long(typed, limit):
        raise NotRight({name: [problem]})


def _store(plan: Plan, section: str, sealed: dict[str, Any]) -> None:
    plan.version += 1
    plan.section_versions[section] = plan.version
    Plan.objects.filter(pk=plan.pk).update(
        version=plan.version, section_versions=plan.section_versions, **sealed
    )
