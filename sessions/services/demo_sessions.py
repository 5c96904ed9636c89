"""The hours of the demo's cases, with their plans and notes.

Notes are signed as any other, so their numbers reach the progress line from there.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from clients.models import Case, CaseMember
from practice.models import NoteTemplate, Question, User
from sessions.models import Attendance, Note, NotePart, Plan, PlanQuestion, Session
from sessions.services.demo_days import Days, named_id
from sessions.services.signing import sign

Json = dict[str, Any]
BOTH = "both"
# Soon enough that no note of the stories counts as a late entry.
BEGUN_AFTER, SIGNED_AFTER = timedelta(minutes=10), timedelta(minutes=25)


def make_sessions(
    told: list[Json],
    *,
    case: Case,
    members: Mapping[str, CaseMember],
    therapist: User,
    days: Days,
) -> dict[str, Session]:
    """Past and coming hours, by the names that the file gives them."""
    made = {}
    for row in told:
        starts_at = days.at(row["at"])
        therapy_session = Session.objects.create(
            pk=named_id("session", case.code, row["ref"]),
            case=case,
            therapist=therapist,
            starts_at=starts_at,
            minutes=row.get("minutes", 50),
            format=row.get("format", Session.Format.ROOM),
            place=row.get("place", ""),
            status=Session.Status.HELD if "note" in row else Session.Status.PLANNED,
        )
        Attendance.objects.bulk_create(
            Attendance(therapy_session=therapy_session, member=members[position])
            for position in row["who"]
        )
        _plan(therapy_session, row.get("plan", {}))
        if "note" in row:
            _note(therapy_session, row["note"], members)
        made[row["ref"]] = therapy_session
    return made


def _plan(therapy_session: Session, told: Json) -> None:
    texts = {name: told[name] for name in ("opening", "focus", "to_offer") if name in told}
    plan = Plan.objects.create(
        therapy_session=therapy_session,
        version=len(texts),
        section_versions={name: number for number, name in enumerate(texts, start=1)},
        **texts,
    )
    for position, key in enumerate(told.get("questions", [])):
        question = Question.objects.get(key=key, bank__is_current=True)
        PlanQuestion.objects.create(
            plan=plan,
            question=question,
            words=question.text,
            position=position,
            was_asked=therapy_session.starts_at < timezone.now(),
        )


def _note(therapy_session: Session, told: Json, members: Mapping[str, CaseMember]) -> None:
    """Its parts in the order of the file; a note is signed unless the file calls it a draft."""
    template = NoteTemplate.objects.get(is_current=True)
    note = Note.objects.create(
        pk=named_id("note", str(therapy_session.pk)),
        therapy_session=therapy_session,
        template=template,
        author=therapy_session.therapist,
        started_at=therapy_session.ends_at + BEGUN_AFTER,
    )
    first_fields = {section["key"]: section["fields"][0]["key"] for section in template.body}
    for section, compartments in told["sections"].items():
        for place, data in compartments.items():
            note.version += 1
            NotePart.objects.create(
                note=note,
                section=section,
                member=None if place == BOTH else members[place],
                data={first_fields[section]: data} if isinstance(data, str) else data,
                version=note.version,
            )
    note.save()
    if not told.get("draft"):
        sign(note.author, note, at=note.started_at + SIGNED_AFTER)
