"""A case's way through a programme: phases are entered, left and entered again."""

import uuid

from django.db import models

from clients.access import CaseMatterQuerySet, VisitQuerySet
from clients.models.case import Case, CaseMember
from practice.crypto import SealedTextField
from practice.models import Phase, Programme


class Journey(models.Model):
    """One way through one programme; `cycle` counts the turns of the spiral from 1."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="journeys")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+", db_index=False)
    cycle = models.PositiveSmallIntegerField(default=1)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)

    objects = CaseMatterQuerySet.as_manager()

    class Meta:
        ordering = ["-started_on", "pk"]

    def __str__(self) -> str:
        return f"{self.programme}, {self.started_on}"


class PhaseVisit(models.Model):
    """One stay in a phase: of everybody, or of one member who stands elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    journey = models.ForeignKey(Journey, models.CASCADE, related_name="visits")
    phase = models.ForeignKey(Phase, models.PROTECT, related_name="+", db_index=False)
    member = models.ForeignKey(CaseMember, models.CASCADE, null=True, blank=True, db_index=False)
    cycle = models.PositiveSmallIntegerField(default=1)
    entered_on = models.DateField()
    left_on = models.DateField(null=True, blank=True)
    why_entered = SealedTextField()
    why_left = SealedTextField()

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["entered_on", "pk"]

    def __str__(self) -> str:
        return f"{self.phase} from {self.entered_on}"
