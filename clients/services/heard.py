"""A therapist's word to the author of an answer that it was read. It reaches nobody else."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from clients.models import Answer, Heard
from practice.services import audit


@transaction.atomic
def tell_heard(actor: Any, answer: Answer) -> None:
    """Said once; pressing again changes nothing. What both wrote together has no one author."""
    if answer.member_id is None:
        return
    _row, is_new = Heard.objects.get_or_create(
        answer=answer, defaults={"told_by": actor, "told_at": timezone.now()}
    )
    if is_new:
        audit.record(actor, "answer.heard", answer, case=answer.assignment.case_id)
