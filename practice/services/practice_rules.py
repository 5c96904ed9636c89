"""What an owner decides for the whole practice: its settings, and how long records are kept."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from practice.models import Practice, RetentionRule
from practice.services import audit


@transaction.atomic
def change_practice(actor: Any, **fields: Any) -> Practice:
    """New settings; raises ValidationError naming each field that is not right."""
    practice = Practice.objects.select_for_update().filter(pk=1).first() or Practice()
    for name, value in fields.items():
        setattr(practice, name, value)
    practice.full_clean()
    practice.save()
    audit.record(actor, "practice.changed", fields=sorted(fields))
    return practice


@transaction.atomic
def choose_retention(actor: Any, **rule: Any) -> RetentionRule:
    """How long records are kept from now on; raises ValidationError naming each field.

    A choice that is the one in force already changes nothing.
    """
    now = RetentionRule.in_force()
    if now is not None and all(getattr(now, name) == value for name, value in rule.items()):
        return now
    row = RetentionRule(**rule, chosen_by=actor, chosen_at=timezone.now())
    row.full_clean()
    row.save(force_insert=True)
    audit.record(actor, "retention.chosen", **rule)
    return row
