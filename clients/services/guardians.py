"""Who decides along with somebody who is not of age: written in, and ended."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from clients.models import Case, Client, Guardian
from clients.services.grants import sync_grants
from practice.services import audit


@transaction.atomic
def add_guardian(
    actor: Any, client: Client, case: Case, *, name: str, relation: str, told: list[str]
) -> Guardian:
    """`told`: keys of `Guardian.Item`, what they may be told; nothing is the rule."""
    guardian = Guardian.objects.create(
        client=client,
        name=name,
        relation=relation,
        told=told,
        recorded_by=actor,
        recorded_at=timezone.now(),
    )
    audit.record(actor, "guardian.added", guardian, case=case, told=told)
    return guardian


@transaction.atomic
def end_guardian(actor: Any, guardian: Guardian, case: Case) -> None:
    """They decide no more, and are told no more; what they agreed to counts no longer."""
    guardian.ended_at = timezone.now()
    guardian.save(update_fields=["ended_at"])
    for row in Case.objects.filter(members__client=guardian.client_id):
        sync_grants(row)
    audit.record(actor, "guardian.ended", guardian, case=case)
