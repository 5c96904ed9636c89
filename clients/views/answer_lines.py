"""Answers as plain lines for the people who work on a case: each field's own kind makes them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case
from clients.models.homework import Audience
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.parts import TEXT_KINDS
from practice.fields.texts import text


@dataclass(frozen=True)
class Part:
    """A field with something in it."""

    prompt: str
    lines: list[str]
    is_prose: bool  # a text of its own lines, rather than a list of things


@dataclass(frozen=True)
class Told:
    """One answer for the page: whose it is, whom it reached, and each field as lines."""

    who: str
    reaches: str
    only: str  # the one partner that it is private to, if any
    answer: Answer
    parts: list[Part]


def told(case: Case, assignment: Assignment) -> list[Told]:
    """What reached the therapist of `assignment`; its answers are prefetched as `visible`."""
    return [_told(case, assignment, answer) for answer in assignment.visible]  # type: ignore[attr-defined] # the prefetch sets it


def _told(case: Case, assignment: Assignment, answer: Answer) -> Told:
    who = str(answer.member) if answer.member_id else _("Both")
    shared = answer.audience == Audience.ALL or answer.member_id is None
    return Told(
        who=who,
        reaches=_reaches(case, answer, who),
        only="" if shared or not case.is_couple else who,
        answer=answer,
        parts=list(_parts(assignment, answer)),
    )


def _reaches(case: Case, answer: Answer, who: str) -> str:
    """Whom it reached, said to staff: names instead of "me"."""
    if not case.is_couple:
        return ""
    if answer.member_id is None or answer.audience == Audience.ALL:
        return _("Both partners and you")
    if answer.audience == Audience.SESSION:
        return _("%(name)s and you, to open together in a session") % {"name": who}
    return _("%(name)s and you") % {"name": who}


def _parts(assignment: Assignment, answer: Answer) -> Iterator[Part]:
    """Every field with something in it, in the order of the exercise."""
    language = get_language() or "en"
    for spec in assignment.exercise.fields:
        lines = _lines(spec, answer, language)
        if lines and spec.reaches_staff:
            yield Part(text(spec.prompt, language), lines, spec.kind in TEXT_KINDS)


def _lines(spec: FieldSpec, answer: Answer, language: str) -> list[str]:
    return registry.get(spec.kind).lines(spec, answer.data.get(spec.key), language)
