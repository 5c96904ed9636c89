"""Lowering the safety flag of a case. Screenings are recorded in cases.py, which raises it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, AnswerGrant, Assignment, Case, Screening
from clients.models.answer import REACH_PARTNER
from clients.services.delivery import hold_people, line_up_again
from clients.services.grants import sync_grants
from clients.services.sharing import next_morning
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
    case.safety_flag, case.safety_flagged_at = False, None
    case.save(update_fields=["safety_flag", "safety_flagged_at"])
    _wait_again(case)
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


def _wait_again(case: Case) -> None:
    """What was held back does not burst out with the flag: it waits for the morning once more."""
    now = timezone.now()
    waited = Answer.objects.filter(
        ~Exists(AnswerGrant.objects.filter(content_object=OuterRef("pk"))),
        assignment__case=case,
        audience__in=REACH_PARTNER,
        shares_on__lte=now,
        member__isnull=False,
    )
    waited.update(shares_on=next_morning(now))
