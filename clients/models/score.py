"""A place on a scale: the person's own ruler, told as a number or as a range."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from clients.access import ScoreQuerySet
from clients.models.case import Case, CaseMember
from clients.models.homework import Audience
from practice.crypto import SealedTextField
from practice.models import Scale


class Score(models.Model):
    """`low` and `high` are equal when one number was given; without a member it is joint."""

    class Source(models.TextChoices):
        PORTAL = "portal", _("told in the portal")
        SESSION = "session", _("told in a session")
        STAFF = "staff", _("typed in")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="scores", db_index=False)
    member = models.ForeignKey(
        CaseMember, models.CASCADE, null=True, blank=True, related_name="scores"
    )
    scale = models.ForeignKey(Scale, models.PROTECT, related_name="+", db_index=False)
    low = models.DecimalField(max_digits=4, decimal_places=1)
    high = models.DecimalField(max_digits=4, decimal_places=1)
    taken_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Source)
    # The answer or session that it was told in; what writes it again finds it by this.
    source_id = models.UUIDField(null=True, blank=True, db_index=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.THERAPIST)
    words = SealedTextField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["taken_at", "pk"]
        indexes = [models.Index(fields=["case", "taken_at"], name="case_scores")]
        constraints = [
            models.CheckConstraint(condition=Q(low__lte=F("high")), name="score_low_to_high")
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """`4`, `2.5` or, as a range, `2–3`."""
        low, high = (f"{value.normalize():f}" for value in (self.low, self.high))
        return low if low == high else f"{low}–{high}"
