"""The hour, what was planned for it, the note, and the summaries made of it all."""

from sessions.models.diary import BusyTime, CalendarAddress
from sessions.models.note import Note, NotePart
from sessions.models.plan import Plan, PlanQuestion
from sessions.models.session import Attendance, Session, marks, numbered
from sessions.models.summary import Summary

__all__ = [
    "Attendance",
    "BusyTime",
    "CalendarAddress",
    "Note",
    "NotePart",
    "Plan",
    "PlanQuestion",
    "Session",
    "Summary",
    "marks",
    "numbered",
]
