"""Lowering the safety flag of a case. Screenings are recorded in cases.py, which raises it."""

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, AnswerGrant, Assignment, Case, PartAudience, Screening
from clients.models.answer import REACH_PARTNER
from clients.services.delivery import hold_people, line_up_again
from clients.services.grants import sync_grants
from clients.services.pairs import next_morning
from practice.services import audit


@transaction.atomic
def lower_safety_flag(actor: Any, case: Case) -> None:
    """Joint steps and giving may go on: only once everybody, asked again alone, speaks for it."""
    list(hold_people(case))  # before the case: giving holds them in this order too
    case = Case.objects.select_for_update().get(pk=case.pk)
    for member in case.members.present().prefetch_related("screenings"):
        latest = next(iter(member.screenings.all()), None)
        if latest is None or latest.outcome != Screening.Outcome.CLEAR:
            raise ValidationError(_("Ask %(name)s alone again first.") % {"name": member})
    _deliver_again(case)
    since = case.safety_flagged_at
    case.safety_flag, case.safety_flagged_at = False, None
    case.save(update_fields=["safety_flag", "safety_flagged_at"])
    _wait_again(case, since)
    sync_grants(case)
    audit.record(actor, "safety.flag_lowered", case, case=case)


def _deliver_again(case: Case) -> None:
    """What came due meanwhile is there tomorrow, two at a time. Joint steps stay closed."""
    if case.safety_flagged_at is not None:
        now = timezone.now()
        for member in case.members.select_related("case"):
            line_up_again(member, since=case.safety_flagged_at, at=next_morning(now))
        held_back = Assignment.objects.filter(
            case=case, delivers_at__gt=case.safety_flagged_at, delivers_at__lte=now
        )
        held_back.update(delivers_at=next_morning(now))


def _wait_again(case: Case, since: datetime | None) -> None:
    """What was held back does not burst out with the flag: it waits for the morning once more."""
    now = timezone.now()
    # Of an answer that had gone out in part the grant tells nothing about the rest; its time does.
    held = Q(~Exists(AnswerGrant.objects.filter(content_object=OuterRef("pk"))))
    parts = PartAudience.objects.none()
    if since is not None:
        held |= Q(shares_on__gt=since)
        parts = PartAudience.objects.filter(shares_on__gt=since)
    waited = Answer.objects.filter(
        held, audience__in=REACH_PARTNER, shares_on__lte=now, member__isnull=False
    )
    waited.filter(assignment__case=case).update(shares_on=next_morning(now))
    parts = parts.filter(answer__assignment__case=case, shares_on__lte=now)
    parts.update(shares_on=next_morning(now))
