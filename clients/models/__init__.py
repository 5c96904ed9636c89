"""Who comes, and what they do between sessions."""

from clients.grants import AnswerGrant, AssignmentGrant, CaseGrant
from clients.models.agreement import Agreement, Consent, SecretsPolicy, Way, Withdrawal
from clients.models.answer import Answer, AnswerLink, AnswerRevision, Heard, PartAudience
from clients.models.care import HelpFlag, Pause, Readiness
from clients.models.case import (
    Case,
    CaseMember,
    CaseWorker,
    Couple,
    Screening,
    Supervision,
)
from clients.models.client import Client, Invitation
from clients.models.guardian import Guardian
from clients.models.homework import Assignment
from clients.models.journey import Journey, PhaseVisit
from clients.models.keeping import Picture, Quote, Ritual
from clients.models.measure import MeasureTotal
from clients.models.retention import Destruction, LegalHold
from clients.models.score import Score

__all__ = [
    "Agreement",
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
    "Consent",
    "Couple",
    "Destruction",
    "Guardian",
    "Heard",
    "HelpFlag",
    "Invitation",
    "Journey",
    "LegalHold",
    "MeasureTotal",
    "PartAudience",
    "Pause",
    "PhaseVisit",
    "Picture",
    "Quote",
    "Readiness",
    "Ritual",
    "Score",
    "Screening",
    "SecretsPolicy",
    "Supervision",
    "Way",
    "Withdrawal",
]
