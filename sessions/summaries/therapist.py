"""The summary for the therapist or supervisor: a code for a name, compartments in blocks apart."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.models import Answer, Case, CaseMember, PhaseVisit, Score, Screening
from clients.models.score import gap
from clients.services.latest import gathered, with_few_entries
from practice.charts.words import long_date, number
from practice.fields.texts import spoken
from sessions.models import NotePart, Session
from sessions.summaries.content import Block, Passage, Picture, TherapistSummary
from sessions.summaries.reading import (
    MOST_ENTRIES,
    Outlines,
    answer_passage,
    day_of,
    hours,
    last_told,
    part_passage,
    ruler,
    score_lines,
    stays,
)

# Sections that stay in the record: what was said about safety, and the facts of the hour.
KEPT_BACK = {"safety", "header", "client_review"}
MOST_PASSAGES = 12  # of one compartment, the latest
Owner = UUID | None  # the member whose compartment it is; None is the joint one


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
        language=spoken(),
        code=case.code,
        picture=_picture(case, scores, sessions),
        gap=number(apart) if (apart := gap(scores)) is not None else "",
        safety=tuple(_safety(case, members)),
        unsigned=sum(one.counts and not one.has_signed_note for one in sessions),
        blocks=tuple(_compartments(case, members, reader)),
    )


def _picture(case: Case, scores: Sequence[Score], sessions: Sequence[Session]) -> Picture:
    # Letters for names: a summary is taken along to supervision, and the case goes by its code.
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


def _safety(case: Case, members: Sequence[CaseMember]) -> Iterable[str]:
    """Where it stands, never what was said."""
    if case.safety_flag:
        yield _("A safety concern stands. Joint steps and sharing are off.")
    # By day, so that of each person the last one stays.
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
    found: dict[Owner, list[tuple[datetime, Passage]]] = defaultdict(list)
    for owner, at, passage in [*_from_answers(case, reader), *_from_notes(case)]:
        if passage.told:
            found[owner].append((at, passage))
    for owner, title in _owners(case, members):
        yield _block(title, sorted(found[owner], key=lambda row: row[0], reverse=True))


def _owners(case: Case, members: Sequence[CaseMember]) -> list[tuple[Owner, str]]:
    if not case.is_couple:
        return [(member.pk, _("Own words")) for member in members]
    each = [(member.pk, _("%(who)s only") % {"who": member.position}) for member in members]
    return [(None, _("Joint")), *each]


def _block(title: str, latest: Sequence[tuple[datetime, Passage]]) -> Block:
    left = len(latest) - MOST_PASSAGES
    if left > 0:
        more = ngettext("%(count)d earlier in the record", "%(count)d earlier in the record", left)
        title = f"{title} · {more % {'count': left}}"
    return Block(title, tuple(passage for _at, passage in latest[:MOST_PASSAGES]))


def _from_answers(case: Case, reader: Any) -> Iterable[tuple[Owner, datetime, Passage]]:
    found = Answer.objects.visible_to(reader).filter(assignment__case=case)
    answers = with_few_entries(found, MOST_ENTRIES).select_related("assignment__exercise")
    for told in gathered(answers.order_by("created_at", "happened_on", "pk")):
        last = told[-1]
        title = f"{last.assignment.exercise.code} {last.assignment.exercise.title}"
        yield last.member_id, last_told(last), answer_passage(told, title)


def _from_notes(case: Case) -> Iterable[tuple[Owner, datetime, Passage]]:
    parts = (
        NotePart.objects.that_count()
        .filter(note__therapy_session__case=case)
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
