"""The total of a standard measure that one person filled in on paper."""

import uuid

from django.conf import settings
from django.db import models

from clients.access import OfMemberQuerySet
from clients.models.case import CaseMember
from practice.fields.texts import plain_number
from practice.instruments.facts import REGISTRY, Facts


class MeasureTotal(models.Model):
    """One total of one person, typed in by staff; a measure of two scales has a row for each.

    `total` in points of the measure; `scale` names the part of a measure that has no total.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(CaseMember, models.CASCADE, related_name="totals", db_index=False)
    key = models.SlugField(max_length=80)
    scale = models.SlugField(max_length=40, blank=True)
    taken_on = models.DateField()
    total = models.DecimalField(max_digits=7, decimal_places=2)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    entered_at = models.DateTimeField(auto_now_add=True)

    objects = OfMemberQuerySet.as_manager()

    class Meta:
        ordering = ["taken_on", "entered_at", "pk"]
        indexes = [models.Index(fields=["member", "key", "taken_on"], name="member_totals")]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        return plain_number(self.total)

    @property
    def facts(self) -> Facts | None:
        """What is published about the measure; None for one that the registry does not know."""
        return REGISTRY.get(self.key)
