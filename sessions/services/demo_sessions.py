"""The hours of the demo's cases, with their plans and notes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone

from clients.models import Case, CaseMember
from practice.models import NoteTemplate, Question, User
from sessions.models import Attendance, Note, NotePart, Plan, PlanQuestion, Session
from sessions.services.demo_days import Days, named_id

Json = dict[str, Any]
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
    for position, asked in enumerate(told.get("questions", [])):
        question = None
        if asked["key"]:
            question = Question.objects.get(key=asked["key"], bank__is_current=True)
        PlanQuestion.objects.create(
            plan=plan,
            question=question,
            words=asked.get("words") or (question.text if question else ""),
            position=position,
            was_asked=therapy_session.starts_at < timezone.now(),
        )


def _note(therapy_session: Session, told: Json, members: Mapping[str, CaseMember]) -> None:
    started_at = therapy_session.ends_at + BEGUN_AFTER
    note = Note.objects.create(
        therapy_session=therapy_session,
        template=NoteTemplate.objects.get(is_current=True),
        author=therapy_session.therapist,
        started_at=started_at,
    )
    for section, compartments in told["sections"].items():
        for place, data in compartments.items():
            NotePart.objects.create(
                note=note,
                section=section,
                member=members.get(place),
                data=data,
                version=1,
            )
