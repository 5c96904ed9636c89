"""What the practice owns: its people, itself, its library and its audit trail."""

from practice.models.audit import AuditEvent, AuditSeal
from practice.models.away import Away
from practice.models.draft import ProgrammeDraft
from practice.models.instrument import Instrument, InstrumentInUse
from practice.models.library import (
    Exercise,
    NoteTemplate,
    Phase,
    Programme,
    Question,
    QuestionBank,
    Scale,
)
from practice.models.practice import Practice
from practice.models.retention import RetentionRule
from practice.models.saved_view import SavedView
from practice.models.saving import SaveReceipt
from practice.models.user import User

__all__ = [
    "AuditEvent",
    "AuditSeal",
    "Away",
    "Exercise",
    "Instrument",
    "InstrumentInUse",
    "NoteTemplate",
    "Phase",
    "Practice",
    "Programme",
    "ProgrammeDraft",
    "Question",
    "QuestionBank",
    "RetentionRule",
    "SaveReceipt",
    "SavedView",
    "Scale",
    "User",
]
