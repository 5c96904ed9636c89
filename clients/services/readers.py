"""Who opened a person's answers, told from the audit trail to that person alone."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from practice.models import AuditEvent, Practice, User

# The partner reads one answer at a time; staff read pages, which name their answers.
BY_PARTNER = "answer.read"
BY_STAFF = (
    "answers.read", "plan.read", "plan.printed", "summary.previewed", "summary.made",
    "summary.printed",
)  # fmt: skip
MOST_EVENTS = 5000
Opened = dict[str, list[date]]  # who -> the days, the latest first


def readers_of(case_pk: UUID, *, author: Any) -> dict[UUID, Opened]:
    """Per answer that somebody else opened, whoever wrote it: who, and on which days."""
    names = User.objects.filter(pk=OuterRef("actor_id")).values("name")
    events = AuditEvent.objects.filter(case_id=case_pk, action__in=(BY_PARTNER, *BY_STAFF))
    events = events.exclude(actor_id=author.pk).annotate(actor=Subquery(names))
    wanted = ("at", "action", "actor", "subject_id", "detail")
    practice = Practice.load()
    found: dict[UUID, Opened] = defaultdict(lambda: defaultdict(list))
    for at, action, actor, subject, detail in events.order_by("-id").values_list(*wanted)[
        :MOST_EVENTS
    ]:
        who = _("Your partner") if action == BY_PARTNER else actor
        day = practice.local(at).date()
        for one in _named(action, subject, detail):
            days = found[one][who]
            if day not in days:
                days.append(day)
    return {one: dict(by) for one, by in found.items()}


def named_in(answers: Iterable[object]) -> dict[str, list[str]]:
    """For an event: the keys of the answers that a page showed, so that authors can be told."""
    return {"answers": sorted({str(key) for key in answers})}


def _named(action: str, subject: UUID, detail: dict[str, Any]) -> set[UUID]:
    if action == BY_PARTNER:
        return {subject}
    return {UUID(one) for one in detail.get("answers", ())}
