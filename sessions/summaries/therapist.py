"""The summary for the therapist or supervisor: a code for a name, compartments in blocks apart."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from clients.models import Answer, Case, CaseMember, PhaseVisit, Score, Screening
from practice.charts.words import long_date, number
from practice.fields.texts import FALLBACK
from sessions.models import NotePart, Session
from sessions.summaries.content import Block, Passage, Picture, TherapistSummary
from sessions.summaries.reading import (
    Outlines,
    answer_passage,
    day_of,
    hours,
    part_passage,
    ruler,
    score_lines,
    stays,
)

# Sections that stay in the record: what was said about safety, and the facts of the hour.
KEPT_BACK = {"safety", "header", "client_review"}
MOST_PASSAGES = 12  # of one compartment, the latest


def therapist_summary(case: Case, reader: Any) -> TherapistSummary:
    """Put together afresh from what `reader` may see of the case."""
    members = list(case.members.select_related("client").order_by("position"))
    scores = list(
        Score.objects.visible_to(reader)
        .filter(case=case)
        .select_related("member", "scale")
        .order_by("taken_at", "pk")
    )
    sessions = list(
        Session.objects.visible_to(reader)
        .filter(case=case, starts_at__lte=timezone.now())
        .select_related("note")
        .prefetch_related("attendances__member")
    )
    return TherapistSummary(
        made_on=day_of(timezone.now()).isoformat(),
        language=get_language() or FALLBACK,
        code=case.code,
        picture=_picture(case, scores, sessions),
        gap=_gap(scores),
        safety=tuple(_safety(case, members)),
        unsigned=sum(1 for one in sessions if one.counts and not _is_signed(one)),
        blocks=tuple(_compartments(case, members, reader)),
    )


def _picture(case: Case, scores: Sequence[Score], sessions: Sequence[Session]) -> Picture:
    names = {"a": "A", "b": "B", "joint": _("Together")}
    visits = PhaseVisit.objects.filter(journey__case=case).select_related("phase", "member")
    told = {one.pk: _told(one) for one in sessions}
    return Picture(
        ruler=ruler(scores),
        lines=score_lines(scores, names),
        stays=stays(visits, names),
        hours=hours(sessions, told),
    )


def _told(therapy_session: Session) -> str:
    places = sorted(one.member.position for one in therapy_session.attendances.all())
    return f"{', '.join(places)} · {therapy_session.get_format_display()}"


def _is_signed(therapy_session: Session) -> bool:
    note = getattr(therapy_session, "note", None)
    return note is not None and note.is_signed


def _gap(scores: Sequence[Score]) -> str:
    """How far apart the partners' latest midpoints are, "" without two."""
    latest = {one.member_id: (one.low + one.high) / 2 for one in scores if one.member_id}
    if len(latest) != 2:
        return ""
    one, other = latest.values()
    return number(abs(one - other))


def _safety(case: Case, members: Sequence[CaseMember]) -> Iterable[str]:
    """Where it stands, never what was said."""
    if case.safety_flag:
        yield _("A safety concern stands. Joint steps and sharing are off.")
    screenings = Screening.objects.filter(member__case=case).order_by("asked_alone_on")
    latest = {one.member_id: one for one in screenings}
    for member in members:
        row = latest.get(member.pk)
        values = {"who": member.position, "outcome": row.get_outcome_display() if row else ""}
        if row is None:
            yield _("%(who)s: not yet asked alone.") % values
        else:
            values["date"] = long_date(row.asked_alone_on)
            yield _("%(who)s: asked alone on %(date)s, %(outcome)s.") % values


def _compartments(case: Case, members: Sequence[CaseMember], reader: Any) -> Iterable[Block]:
    """Joint, A, B: each block holds one compartment alone, the latest first."""
    found: dict[Any, list[tuple[Any, Passage]]] = {}
    for row in [*_from_answers(case, reader), *_from_notes(case)]:
        owner, at, passage = row
        if passage.told:
            found.setdefault(owner, []).append((at, passage))
    owners: list[tuple[Any, str]] = [(None, _("Joint"))] if case.is_couple else []
    for member in members:
        label = _("%(who)s only") % {"who": member.position} if case.is_couple else _("Own words")
        owners.append((member.pk, label))
    for owner, title in owners:
        latest = sorted(found.get(owner, ()), key=lambda row: row[0], reverse=True)
        left = len(latest) - MOST_PASSAGES
        if left > 0:
            more = ngettext(
                "%(count)d earlier in the record", "%(count)d earlier in the record", left
            )
            title = f"{title} ({more % {'count': left}})"
        yield Block(title, tuple(passage for _at, passage in latest[:MOST_PASSAGES]))


def _from_answers(case: Case, reader: Any) -> Iterable[tuple[Any, Any, Passage]]:
    answers = (
        Answer.objects.visible_to(reader)
        .filter(assignment__case=case)
        .select_related("assignment__exercise")
    )
    for answer in answers:
        title = f"{answer.assignment.exercise.code} {answer.assignment.exercise.title}"
        yield answer.member_id, answer.changed_at, answer_passage(answer, title)


def _from_notes(case: Case) -> Iterable[tuple[Any, Any, Passage]]:
    parts = (
        NotePart.objects.filter(note__therapy_session__case=case, note__signed_at__isnull=False)
        .exclude(section__in=KEPT_BACK)
        .select_related("note__therapy_session", "note__template")
    )
    outlines = Outlines()
    for part in parts:
        section = outlines.section_of(part)
        if section is not None:
            at = part.note.therapy_session.starts_at
            title = _("Note: %(section)s") % {"section": section.title}
            yield part.member_id, at, part_passage(part, section, title=title)
