"""Who sees what in this app; nothing else decides it."""

from clients.access.agreed import (
    ConsentQuerySet,
    PolicyQuerySet,
    agreed_by,
    agreed_to,
    agreements,
    signed_policy,
)
from clients.access.cases import (
    AROUND,
    AT_DOOR,
    NAMED,
    SEE_CASE,
    AssignmentQuerySet,
    CaseMatterQuerySet,
    CaseQuerySet,
    ClientQuerySet,
    HelpQuerySet,
    MemberQuerySet,
    OfMemberQuerySet,
    ScreeningQuerySet,
    VisitQuerySet,
    WorkerQuerySet,
    cases_with,
)
from clients.access.kept import ends_of_line, words_kept_by
from clients.access.parts import (
    SHOWN_TO_THERAPIST,
)
from clients.access.retention import DestructionQuerySet, HoldQuerySet
from clients.access.told import (
    AnswerQuerySet,
    KeptQuerySet,
    LinkQuerySet,
    PictureQuerySet,
    RevisionQuerySet,
    RitualQuerySet,
    ScoreQuerySet,
    ToldQuerySet,
)

__all__ = [
    "AROUND",
    "AT_DOOR",
    "NAMED",
    "SEE_CASE",
    "SHOWN_TO_THERAPIST",
    "AnswerQuerySet",
    "AssignmentQuerySet",
    "CaseMatterQuerySet",
    "CaseQuerySet",
    "ClientQuerySet",
    "ConsentQuerySet",
    "DestructionQuerySet",
    "HelpQuerySet",
    "HoldQuerySet",
    "KeptQuerySet",
    "LinkQuerySet",
    "MemberQuerySet",
    "OfMemberQuerySet",
    "PictureQuerySet",
    "PolicyQuerySet",
    "RevisionQuerySet",
    "RitualQuerySet",
    "ScoreQuerySet",
    "ScreeningQuerySet",
    "ToldQuerySet",
    "VisitQuerySet",
    "WorkerQuerySet",
    "agreed_by",
    "agreed_to",
    "agreements",
    "cases_with",
    "ends_of_line",
    "signed_policy",
    "words_kept_by",
]
