"""Answers as plain lines for the people who work on a case: each field's own kind makes them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case
from clients.models.reach import Audience, Reader, kept_from_partner
from practice.fields.parts import TEXT_KINDS
from practice.fields.texts import spoken, text


@dataclass(frozen=True)
class Part:
    """A field with something in it."""

    prompt: str
    lines: list[str]
    is_prose: bool  # a text of its own lines, rather than a list of things
    is_kept: bool  # some of it is not the other partner's to know


@dataclass(frozen=True)
class Told:
    """One answer for the page: whose it is, whom it reached, and each field as lines."""

    who: str
    reaches: str
    only: str  # the one partner that it is private to, if any
    answer: Answer
    parts: list[Part]

    @property
    def mixed(self) -> bool:
        """Whether some of it is private and some not, so that each part says it."""
        return any(part.is_kept for part in self.parts) and not all(
            part.is_kept for part in self.parts
        )


def told(case: Case, assignment: Assignment) -> list[Told]:
    """What reached the therapist of `assignment`; its answers are prefetched as `visible`."""
    now = timezone.now()
    return [_told(case, answer, now) for answer in assignment.visible]  # type: ignore[attr-defined] # the prefetch sets it


def _told(case: Case, answer: Answer, now: datetime) -> Told:
    who = str(answer.member) if answer.member_id else _("Both")
    kept = kept_from_partner(answer, now) if case.is_couple else {}
    is_kept = case.is_couple and answer.is_kept_from_partner(now)
    return Told(
        who=who,
        reaches=_reaches(answer, who, now, is_kept=is_kept) if case.is_couple else "",
        only=who if is_kept else "",
        answer=answer,
        parts=[
            Part(text(spec.prompt, spoken()), lines, spec.kind in TEXT_KINDS, spec.key in kept)
            for spec, lines in answer.told_to(Reader.STAFF, now)
        ],
    )


def _reaches(answer: Answer, who: str, now: datetime, *, is_kept: bool) -> str:
    """Whom it reached, said to staff: names instead of "me"."""
    if not is_kept:
        return _("Both partners and you")
    if answer.exists_for(Reader.PARTNER, now):
        return _("Part of it reached both partners, the rest %(name)s and you") % {"name": who}
    if answer.audience == Audience.SESSION:
        return _("%(name)s and you, to open together in a session") % {"name": who}
    return _("%(name)s and you") % {"name": who}
