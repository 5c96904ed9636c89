"""Lowering the safety flag of a case. Screenings are recorded in cases.py, which raises it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from clients.models import Answer, AnswerGrant, Case, Screening
from clients.models.answer import REACH_PARTNER
from clients.services.grants import sync_grants
from clients.services.sharing import next_morning
from practice.services import audit


@transaction.atomic
def lower_safety_flag(actor: Any, case: Case) -> None:
    """Joint steps and giving may go on: only once everybody, asked again alone, speaks for it."""
    case = Case.objects.select_for_update().get(pk=case.pk)
    for member in case.members.present().prefetch_related("screenings"):
        latest = next(iter(member.screenings.all()), None)
        if latest is None or latest.outcome != Screening.Outcome.CLEAR:
            raise ValidationError(_("Ask %(name)s alone again first.") % {"name": member})
    case.safety_flag = False
    case.save(update_fields=["safety_flag"])
    _wait_again(case)
    sync_grants(case)
    audit.record(actor, "safety.flag_lowered", case, case=case)


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
