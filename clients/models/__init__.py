"""Who comes, and what they do between sessions."""

from clients.grants import AnswerGrant, AssignmentGrant, CaseGrant
from clients.models.case import (
    Case,
    CaseMember,
    CaseWorker,
    Couple,
    Screening,
    Supervision,
)
from clients.models.client import Client, Invitation
from clients.models.homework import Answer, AnswerLink, AnswerRevision, Assignment
from clients.models.journey import Journey, PhaseVisit
from clients.models.score import Score

__all__ = [
    "Answer",
    "AnswerGrant",
    "AnswerLink",
    "AnswerRevision",
    "Assignment",
    "AssignmentGrant",
    "Case",
    "CaseGrant",
    "CaseMember",
    "CaseWorker",
    "Client",
    "Couple",
    "Invitation",
    "Journey",
    "PhaseVisit",
    "Score",
    "Screening",
    "Supervision",
]
