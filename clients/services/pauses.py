"""Resting from everything, and going on: one tap, no reason. Of oneself, or by the therapist.

What came due meanwhile gets in nobody's way afterwards: delivery.py lines it up again.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from clients.models import Case, CaseMember, Pause
from clients.services.delivery import hold_people, line_up_again
from practice.services import audit


def resting_since() -> Subquery:
    """For a query of members: since when each rests, empty for those who do not."""
    lasting = Pause.objects.filter(member=OuterRef("pk"), until=None)
    return Subquery(lasting.order_by().values("since")[:1])


@transaction.atomic
def begin_pause(actor: Any, case: Case, members: Iterable[CaseMember]) -> None:
    """Nothing new comes to them from now on; whoever rests already goes on resting."""
    list(hold_people(case))
    now = timezone.now()
    asked = [member.pk for member in members]
    awake = CaseMember.objects.filter(case=case, pk__in=asked).exclude(pauses__in=_lasting(case))
    for member in awake:
        pause = Pause.objects.create(member=member, since=now, begun_by=actor)
        audit.record(actor, "pause.begun", pause, case=case)


@transaction.atomic
def end_pause(actor: Any, case: Case, members: Iterable[CaseMember]) -> None:
    """They go on: what came due meanwhile comes two at a time."""
    list(hold_people(case))
    lasting = _lasting(case).filter(member__in=[member.pk for member in members])
    for pause in lasting.select_related("member__case"):
        pause.until = timezone.now()
        pause.save(update_fields=["until"])
        line_up_again(pause.member, since=pause.since)
        audit.record(actor, "pause.ended", pause, case=case)


def _lasting(case: Case) -> Any:
    return Pause.objects.filter(member__case=case, until=None)
