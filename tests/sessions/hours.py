"""Makers of sessions, notes, answers and scores for the tests of this app."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from clients.models import Answer, Case, CaseMember
from practice.models import User
from sessions.models import Note, Session
from sessions.services import notes, sessions, signing
from tests import factories as make

SAVE = {"X-Autosave": "1"}  # the header of every autosave
READY = {
    "own_words-joint-quotes": "“The tea stood there.”",
    "what_is_better-joint-text": "Two short talks.",
    "scale-a-score": "1-2",
    "scale-a-text": "We eat at one table.",
    "scale-b-score": "3",
    "pain_and_hope-joint-pain": "Two months of silence.",
    "pain_and_hope-joint-hope": "The tea.",
    "safety-a-asked": "asked_alone",
    "safety-b-not_done_because": "Came late, asked by phone tomorrow.",
}


def form(rows: dict[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(rows)
    return data


def hour(
    therapist: User, case: Case, *, days: float = -1, members: list[CaseMember] | None = None
) -> Session:
    """A session that many days from now, with everybody unless told otherwise."""
    return sessions.schedule(
        therapist,
        case,
        starts_at=timezone.now() + timedelta(days=days),
        members=members or list(case.members.all()),
    )


def draft(therapist: User, therapy_session: Session, rows: dict[str, str]) -> Note:
    make.load_library()
    note = notes.start_note(therapist, therapy_session)
    outcome = notes.save_all(therapist, note, posted=form(rows), base=0)
    assert outcome.is_whole
    note.refresh_from_db()
    return note


def signed(therapist: User, therapy_session: Session, rows: dict[str, str] | None = None) -> Note:
    return signing.sign(therapist, draft(therapist, therapy_session, rows or READY))


def answer(
    case: Case,
    key: str = "hope_question",
    *,
    to: str | None = "A",
    audience: str = "therapist",
    at: datetime | None = None,
    **data: str,
) -> Answer:
    """Words to an exercise as the portal keeps them; `data` are its text fields."""
    return make.write(make.give(case, key, to=to), data, at=at, audience=audience)


def autosave(section: str, version: int, **fields: str) -> dict[str, Any]:
    """What the browser sends for one section."""
    return {"section": section, "version": version, "key": str(uuid.uuid4()), **fields}
