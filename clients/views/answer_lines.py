"""Answers as plain lines for the people who work on a case: each field's own kind makes them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case
from clients.models.answer import Audience
from practice.fields.parts import TEXT_KINDS
from practice.fields.texts import spoken, text


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
    now = timezone.now()
    return [_told(case, answer, now) for answer in assignment.visible]  # type: ignore[attr-defined] # the prefetch sets it


def _told(case: Case, answer: Answer, now: datetime) -> Told:
    who = str(answer.member) if answer.member_id else _("Both")
    is_kept = case.is_couple and answer.is_kept_from_partner(now)
    return Told(
        who=who,
        reaches=_reaches(answer, who, is_kept=is_kept) if case.is_couple else "",
        only=who if is_kept else "",
        answer=answer,
        parts=[
            Part(text(spec.prompt, spoken()), lines, spec.kind in TEXT_KINDS)
            for spec, lines in answer.told_to_staff()
        ],
    )


def _reaches(answer: Answer, who: str, *, is_kept: bool) -> str:
    """Whom it reached, said to staff: names instead of "me"."""
    if not is_kept:
        return _("Both partners and you")
    if answer.audience == Audience.SESSION:
        return _("%(name)s and you, to open together in a session") % {"name": who}
    return _("%(name)s and you") % {"name": who}
