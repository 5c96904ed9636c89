"""The hour, what was planned for it, the note, and the summaries made of it all."""

from sessions.models.beside import Addendum, CoSignature, NoteReview
from sessions.models.comment import NoteComment
from sessions.models.diary import BusyTime, CalendarAddress
from sessions.models.guard import GuardLift
from sessions.models.note import Note, NotePart
from sessions.models.plan import Plan, PlanQuestion
from sessions.models.process_note import ProcessNote
from sessions.models.quote import NoteQuote
from sessions.models.session import Attendance, Session, marks, numbered
from sessions.models.summary import Summary

__all__ = [
    "Addendum",
    "Attendance",
    "BusyTime",
    "CalendarAddress",
    "CoSignature",
    "GuardLift",
    "Note",
    "NoteComment",
    "NotePart",
    "NoteQuote",
    "NoteReview",
    "Plan",
    "PlanQuestion",
    "ProcessNote",
    "Session",
    "Summary",
    "marks",
    "numbered",
]
