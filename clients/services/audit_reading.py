"""The audit trail as an owner reads it: who, when, which case by its code, and which kind of act.

In a case the act itself is not named: that somebody asked for help, or what was said alone, is no
owner's to know. What the people of a case do in their own space is left out altogether.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models import Case, CaseMember, Destruction
from practice.models import AuditEvent, Practice, User
from practice.models.user import STAFF_ROLES

ON_A_PAGE = 50
# Acts of the practice itself, told as they are.
ACTS: dict[str, str | Promise] = {
    "practice.begun": _("began the practice"),
    "practice.set_up": _("closed the first steps"),
    "practice.changed": _("changed settings"),
    "retention.chosen": _("chose how long records are kept"),
    "user.created": _("made a login"),
    "user.changed": _("changed a login"),
    "user.roles_changed": _("changed somebody’s roles"),
    "user.closed": _("closed a login"),
    "user.opened": _("opened a login again"),
    "second_factor.removed": _("took away a second step"),
    "client.created": _("wrote a person in"),
    "client.changed": _("changed contact data"),
    "clients.exported": _("exported a list of people"),
    "clients.imported": _("imported a list of people"),
    "invitation.sent": _("sent an invitation"),
    "case.opened": _("opened a case"),
    "case.handed_over": _("handed a case over"),
    "case.worker_added": _("let a co-therapist in"),
    "case.worker_left": _("ended a co-therapist’s work"),
    "hold.set": _("set a legal hold"),
    "hold.lifted": _("lifted a legal hold"),
    "destruction.proposed": _("proposed a removal"),
    "destruction.withdrawn": _("took a proposed removal back"),
    "case.destroyed": _("removed a record"),
    "certificate.printed": _("opened a certificate"),
    "trail.read": _("read this trail"),
    "trail.checked": _("checked this trail"),
}
READ = Q(action__endswith=".read") | Q(action__endswith=".previewed")
PRINTED = Q(action__endswith=".printed") | Q(action__in=("summary.made", "experiment.card"))
PEOPLE = ("user.", "second_factor.", "client.", "clients.", "invitation.")
KINDS: dict[str, tuple[str | Promise, Q]] = {
    "read": (_("opened a record"), READ & Q(case_id__isnull=False)),
    "printed": (_("printed or made a paper"), PRINTED),
    "exported": (_("exported"), Q(action__endswith=".exported")),
    "people": (_("people and logins"), Q(action__regex=rf"^({'|'.join(PEOPLE)})")),
    "keeping": (
        _("keeping and removing"), Q(action__regex=r"^(retention|hold|destruction)\.|destroyed$")
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One event as it may be told."""

    at: datetime
    who: str
    what: str | Promise
    code: str


@dataclass(frozen=True)
class Asked:
    """What an owner looks for; anything may be left open."""

    person: UUID | None = None
    code: str = ""
    kind: str = ""
    day: date | None = None
    before: int | None = None


def lines(asked: Asked) -> tuple[list[Line], int | None]:
    """The latest lines that fit, and from where the next page goes on, in one query."""
    rows = list(_named(_asked_for(asked))[: ON_A_PAGE + 1])
    shown = rows[:ON_A_PAGE]
    return [_line(row) for row in shown], shown[-1].pk if len(rows) > ON_A_PAGE else None


def people_who_act() -> QuerySet[User]:
    """Staff, those who have left among them."""
    return User.objects.filter(_staff()).order_by("name", "pk")


def _staff() -> Q:
    roles = Q()
    for role in STAFF_ROLES:
        roles |= Q(**{f"is_{role}": True})
    return roles | Q(is_staff=True)


def _asked_for(asked: Asked) -> QuerySet[AuditEvent]:
    rows = _told()
    if asked.person:
        rows = rows.filter(actor_id=asked.person)
    if asked.code:
        rows = rows.filter(case_id__in=_keys_of(asked.code))
    if asked.kind in KINDS:
        rows = rows.filter(KINDS[asked.kind][1])
    if asked.day:
        practice = Practice.load()
        end = practice.instant(asked.day + timedelta(days=1))
        rows = rows.filter(at__gte=practice.instant(asked.day), at__lt=end)
    return rows.filter(pk__lt=asked.before) if asked.before else rows


def _told() -> QuerySet[AuditEvent]:
    """What staff did, but for a case of their own; commands act for nobody and are told."""
    staff = User.objects.filter(_staff()).values("pk")
    is_theirs = CaseMember.objects.filter(
        case_id=OuterRef("case_id"), client__user_id=OuterRef("actor_id")
    )
    ours = Q(actor_id=None) | Q(actor_id__in=staff)
    return AuditEvent.objects.filter(ours).exclude(Exists(is_theirs))


def _named(rows: QuerySet[AuditEvent]) -> QuerySet[Any]:
    """With the name of who acted and the code of the case, whether it is there still or not."""
    names = User.objects.filter(pk=OuterRef("actor_id")).values("name")
    codes = Case.objects.filter(pk=OuterRef("case_id")).values("code")
    went = Destruction.objects.filter(case_id=OuterRef("case_id")).values("case_code")
    code = Coalesce(Subquery(codes), Subquery(went[:1]))
    return rows.annotate(who=Subquery(names), code=code).order_by("-pk")


def _keys_of(code: str) -> set[UUID]:
    """Keys behind a code; none for one that never was."""
    found: Iterable[UUID] = Case.objects.filter(code=code).values_list("pk", flat=True)
    went = Destruction.objects.filter(case_code=code).values_list("case_id", flat=True)
    return {*found, *went}


def _line(row: Any) -> Line:
    return Line(row.at, row.who or "", _words(row.action, row.case_id), row.code or "")


def _words(action: str, case_key: UUID | None) -> str | Promise:
    verb = action.rpartition(".")[2]
    if action in ACTS:
        return ACTS[action]
    if verb == "printed" or action in ("summary.made", "experiment.card"):
        return KINDS["printed"][0]
    if case_key is None:
        return _("worked on the library or the practice")
    return KINDS["read"][0] if verb in ("read", "previewed") else _("worked in a record")
