"""Dates on which somebody is away, with whoever is there instead."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from practice.models import Away, Practice, User
from practice.services import audit

LONGEST = timedelta(days=366)


@transaction.atomic
def keep_away(actor: Any, *, first_on: date, last_on: date, cover: str) -> Away:
    """Told to everybody who comes to `actor`. Raises ValidationError naming the field."""
    User.objects.select_for_update().get(pk=actor.pk)  # two presses would else overlap
    _check(actor, first_on, last_on)
    row = Away(user=actor, first_on=first_on, last_on=last_on, cover=" ".join(cover.split()))
    row.full_clean(exclude=["user"])
    row.save()
    audit.record(actor, "away.kept", row, first=str(first_on), last=str(last_on))
    return row


@transaction.atomic
def forget_away(actor: Any, row: Away) -> None:
    """They are there after all."""
    audit.record(actor, "away.forgotten", row, first=str(row.first_on), last=str(row.last_on))
    row.delete()


def _check(actor: Any, first_on: date, last_on: date) -> None:
    if last_on < first_on:
        raise ValidationError({"last_on": _("The last day lies before the first one.")})
    if last_on < Practice.load().today():
        raise ValidationError({"last_on": _("These days are over.")})
    if last_on - first_on > LONGEST:
        raise ValidationError({"last_on": _("That is longer than a year. Check the year.")})
    if Away.objects.mine(actor).filter(first_on__lte=last_on, last_on__gte=first_on).exists():
        raise ValidationError({"first_on": _("You have dates then already. Take those out first.")})
