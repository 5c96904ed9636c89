"""Answers as plain lines for the people who work on a case: each field's own kind makes them."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, Assignment, Case, Heard
from clients.models.reach import Audience, Reader, kept_from_partner, seen
from practice.fields import registry
from practice.fields.base import FieldSpec
from practice.fields.logs import kind_of, log_field
from practice.fields.parts import TEXT_KINDS
from practice.fields.texts import spoken, text


@dataclass(frozen=True)
class Part:
    """A field with something in it."""

    prompt: str
    lines: list[str]
    is_prose: bool  # a text of its own lines, rather than a list of things
    is_kept: bool  # some of it is not the other partner's to know
    picture: str = ""


@dataclass(frozen=True)
class Told:
    """One answer for the page: whose it is, whom it reached, and each field as lines."""

    who: str
    reaches: str
    only: str  # the one partner that it is private to, if any
    answer: Answer
    parts: list[Part]
    heard: Heard | None = None  # told to its author by a therapist, once

    @property
    def mixed(self) -> bool:
        """Whether some of it is private and some not, so that each part says it."""
        return any(part.is_kept for part in self.parts) and not all(
            part.is_kept for part in self.parts
        )


MOST_ENTRIES = 20  # of a log are looked at
SHOWN_ENTRIES = 3
WEEK = timedelta(days=7)
COMMON = 3  # tags


def told(case: Case, assignment: Assignment) -> list[Told]:
    """What reached the therapist of `assignment`; its answers are prefetched as `visible`.

    Of a log the latest entries alone, and `assignment.log_words` says how it goes on.
    """
    now = timezone.now()
    rows: list[Answer] = assignment.visible  # type: ignore[attr-defined] # the prefetch sets it
    entries = [row for row in rows if row.is_entry]
    whole = sorted((row for row in rows if not row.is_entry), key=attrgetter("created_at"))
    assignment.log_words = _how_it_goes(assignment, entries, now)  # type: ignore[attr-defined] # for the page
    shown = [_told(case, answer, now) for answer in [*whole, *entries[:SHOWN_ENTRIES]]]
    # A row that holds a choice alone, such as who reads a log, tells nothing.
    return [one for one in shown if one.parts or not entries]


def _how_it_goes(assignment: Assignment, entries: list[Answer], now: datetime) -> str:
    """How many entries came in a week, and what they were marked with most; empty for no log."""
    spec = log_field(assignment.exercise.fields)
    if spec is None or not entries:
        return ""
    lately = sum(now - row.created_at < WEEK for row in entries)
    count = f"{MOST_ENTRIES}+" if lately > MOST_ENTRIES else str(lately)
    words = _("In the last seven days: %(count)s.") % {"count": count}
    often = _common_tags(spec, entries)
    return f"{words} {_('Most often: %(tags)s.') % {'tags': often}}" if often else words


def _common_tags(spec: FieldSpec, entries: list[Answer]) -> str:
    """What most of the entries were marked with, as far as they reach staff."""
    marks: Counter[str] = Counter()
    for row in entries:
        if value := seen(row, Reader.STAFF).get(spec.key):
            marks.update(kind_of(spec).tags(spec, value, spoken()))
    return ", ".join(mark for mark, _count in marks.most_common(COMMON))


@dataclass(frozen=True)
class Whose:
    """Whose an answer is and whom it reached, in words; `only` names whom it is private to."""

    who: str
    reaches: str
    only: str

    @classmethod
    def of(cls, case: Case, answer: Answer, now: datetime) -> "Whose":
        who = str(answer.member) if answer.member_id else _("Both")
        is_kept = case.is_couple and answer.is_kept_from_partner(now)
        reaches = _reaches(answer, who, now, is_kept=is_kept) if case.is_couple else ""
        return cls(who, reaches, who if is_kept else "")


def _told(case: Case, answer: Answer, now: datetime) -> Told:
    whose = Whose.of(case, answer, now)
    kept = kept_from_partner(answer, now) if case.is_couple else {}
    shown = seen(answer, Reader.STAFF, now)
    return Told(
        who=whose.who,
        reaches=whose.reaches,
        only=whose.only,
        answer=answer,
        parts=[
            Part(
                text(spec.prompt, spoken()),
                lines,
                spec.kind in TEXT_KINDS,
                spec.key in kept,
                (shown[spec.key].get("picture") or "") if _takes_file(spec) else "",
            )
            for spec, lines in answer.told_to(Reader.STAFF, now)
        ],
        heard=getattr(answer, "heard", None),  # by nobody: then there is no such row
    )


def _takes_file(spec: FieldSpec) -> bool:
    return registry.get(spec.kind).takes_file


def _reaches(answer: Answer, who: str, now: datetime, *, is_kept: bool) -> str:
    """Whom it reached, said to staff: names instead of "me"."""
    if not is_kept:
        return _("Both partners and you")
    if answer.exists_for(Reader.PARTNER, now):
        return _("Part of it reached both partners, the rest %(name)s and you") % {"name": who}
    if answer.audience == Audience.SESSION:
        return _("%(name)s and you, to open together in a session") % {"name": who}
    return _("%(name)s and you") % {"name": who}
